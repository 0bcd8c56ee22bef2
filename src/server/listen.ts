import type { AddressInfo, Server } from 'node:net'
import { exitCodes, Fault } from '#diagnostics'
import { findPortHolder } from './port-holder.ts'

/** Starts to listen; resolves once connections are accepted. Throws a Fault that says why it can't. */
export function listen(server: Server, options: { host: string; port: number }): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(toFault(error, options))
    server.once('error', onError)
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', onError)
      resolve(server.address() as AddressInfo)
    })
  })
}

function toFault(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Fault {
  const fault = (code: string, message: string, help: string) =>
    new Fault(code, message, { exitCode: exitCodes.runtime, help, cause: error })
  switch (error.code) {
    case 'EADDRINUSE': {
      const holder = findPortHolder(port)
      const by = holder === undefined ? 'by another process' : `by process ${holder.pid}: ${holder.command}`
      return fault(
        'port-in-use',
        `port ${port} on ${host} is in use ${by}`,
        'stop that process, or take another port; --port 0 takes a free one',
      )
    }
    case 'EACCES':
      return fault('port-not-permitted', `port ${port} on ${host} is not open to this user`, 'take a port above 1023')
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fault('address-not-available', `${host} is no address of this machine`, 'leave --host out to listen on 127.0.0.1')
    default:
      return fault('listen-failed', `can't listen on ${host}:${port}: ${error.message}`, 'try another --host or --port')
  }
}
