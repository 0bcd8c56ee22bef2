export const defaultSessionName = 'default'

/** Names that a session or a snapshot may have: visible, and harmless in a URL, a log line or a file name. */
export const sessionNamePattern = /^[A-Za-z0-9][\w.:@~+-]{0,127}$/
