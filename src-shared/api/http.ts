/**
 * How the Api is spoken over HTTP, by the server and by its page.
 *
 * `POST /session {token}` exchanges the token of the address for a cookie, once.
 * `POST /api/<noun>.<verb>` takes the argument as JSON (`null` for none) and
 * answers 200 with the bytes of `encodeWire`, else a `FlatError` as JSON: 400
 * for what was asked, 401 without a session, 500 for what broke.
 * `GET /data/<imagePath>` answers with the picture.
 * `/notices` is a WebSocket on which each message is a `Notice` as JSON.
 */
export const HTTP_PATHS = { session: '/session', api: '/api/', data: '/data/', notices: '/notices' } as const;

/** The page's first address ends in `#token=…`: a fragment is never sent, so it is in no log. */
export const TOKEN_KEY = 'token';

export const JSON_TYPE = 'application/json';
export const ANSWER_TYPE = 'application/x-delira-answer';

/** The kind of the `FlatError` of a request without a session: the page then asks for the address that the server prints. */
export const NO_SESSION = 'NoSession';
/** The status of a call or a picture that came without one. */
export const NO_SESSION_STATUS = 401;
