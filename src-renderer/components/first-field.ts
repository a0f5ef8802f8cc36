/**
 * For `:content="{ onOpenAutoFocus: focusFirstField }"` of a dialog that asks
 * for a text: without it the focus goes to the button that closes the dialog,
 * so that what is typed is lost and Enter closes it.
 */
export function focusFirstField(event: Event): void {
  const field = event.target instanceof HTMLElement ? event.target.querySelector<HTMLInputElement>('input') : null;
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
}
