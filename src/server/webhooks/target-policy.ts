import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { readNetwork } from './network.ts'

/** Where deliveries may go: this machine, and what the user allows. */
export class TargetPolicy {
  readonly #networks = new BlockList()
  readonly #names = new Set<string>()

  /** Each entry is a name (`hooks.internal`), an address, or a network (`10.0.0.0/8`). */
  constructor(allow: readonly string[] = []) {
    for (const entry of ['127.0.0.0/8', '::1/128', ...allow]) {
      const network = readNetwork(entry)
      if (network === undefined) this.#names.add(entry.toLowerCase())
      else this.#networks.addSubnet(network.address, network.bits, network.family)
    }
  }

  /**
   * The address to connect to, undefined where the host may not be told. The name is resolved here and never again: whoever answers for it can
   * not name one address to the check and another to the connection.
   */
  async resolve(hostname: string): Promise<{ readonly address: string; readonly family: 4 | 6 } | undefined> {
    const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
    const found = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }]
    const isNamed = this.#names.has(host)
    const [first] = found.filter(({ address, family }) => isNamed || this.#networks.check(address, family === 6 ? 'ipv6' : 'ipv4'))
    return first && { address: first.address, family: first.family === 6 ? 6 : 4 }
  }
}
