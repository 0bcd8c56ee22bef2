/** Environment variable with what callers of the control plane must show, and what the commands of Doppel show. */
export const controlTokenName = 'DOPPEL_CONTROL_TOKEN'
