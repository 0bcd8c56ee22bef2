import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exitCodes, Fault } from '#diagnostics'
import { isLoopbackName } from '#http'
import { portHolder } from '#http/io'

export interface Address {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** Gives the port. `option` names the setting in the help of the faults `port-in-use` and `cannot-listen`. */
export async function listen(server: Server, { host, port }: Address, option = '--port'): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => resolve())
    })
  } catch (error) {
    throw await listenFault(error as NodeJS.ErrnoException, host, port, option)
  }
  server.removeAllListeners('error')
  return (server.address() as AddressInfo).port
}

async function listenFault(error: NodeJS.ErrnoException, host: string, port: number, option: string): Promise<Fault> {
  if (error.code !== 'EADDRINUSE') {
    return new Fault('cannot-listen', `can't listen on ${host}:${port}: ${error.message}`, { exitCode: exitCodes.runtime, cause: error })
  }
  const holder = await portHolder(port)
  const by = holder === undefined ? '' : `, by ${holder}`
  const help = `stop that program, or choose another ${option} (0 takes a free one)`
  return new Fault('port-in-use', `port ${port} is in use${by}`, { exitCode: exitCodes.runtime, help, cause: error })
}

export function originOf({ host, port }: Address): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Whether requests to `baseUrl` arrive at this address: forwarded there, they would go round without end. */
export function isItself(baseUrl: URL, { host, port }: Address): boolean {
  if (baseUrl.protocol !== 'http:' || Number(baseUrl.port || 80) !== port) return false
  return baseUrl.hostname === host || (isLoopbackName(baseUrl.hostname) && (isLoopbackName(host) || host === '0.0.0.0' || host === '::'))
}
