/** Names of fields that end what they name. */
export const removal = /(delete|remove|destroy|purge|discard)/i
