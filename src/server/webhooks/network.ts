import { isIP } from 'node:net'

export interface Network {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

/** Undefined when it is neither an address nor a network. */
export function readNetwork(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/')
  const version = isIP(address)
  const most = version === 6 ? 128 : 32
  if (version === 0 || rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined
  const bits = length === undefined ? most : Number(length)
  return bits > most ? undefined : { address, bits, family: version === 6 ? 'ipv6' : 'ipv4' }
}
