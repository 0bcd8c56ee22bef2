/** Names of headers in which credentials stand. */
export const headerName = /^(authorization|cookie|x-.*(key|token|auth|secret).*|api-?key|.*-(token|api-key|access-key))$/

/** Whether a header holds a credential as it is, without a scheme before it. */
export function isBareCredential(name: string): boolean {
  return headerName.test(name) && name !== 'authorization' && name !== 'cookie'
}
