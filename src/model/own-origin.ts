/** Stands for the service's own address in models and in a session's state. `.invalid` is reserved: nobody has this host. */
export const ownHost = 'origin.doppel.invalid'
export const ownOrigin = `http://${ownHost}`
