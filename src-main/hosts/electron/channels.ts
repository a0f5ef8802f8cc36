/** What the window is told of, besides the calls: those have a channel each, named like the method. */
export const NOTICE = 'delira:notice';
export const NAVIGATE = 'delira:navigate';
