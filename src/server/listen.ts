import type { AddressInfo, Server } from 'node:net'
import { exitCodes, Fault } from '#diagnostics'
import { portHolder } from '#http/io'

/** Starts to listen; resolves once connections are accepted. Throws a Fault that says why it can't. */
export async function listen(server: Server, place: { host: string; port: number }): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: place.host, port: place.port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    throw await toFault(error as NodeJS.ErrnoException, place)
  }
  return server.address() as AddressInfo
}

async function toFault(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Promise<Fault> {
  const fault = (code: string, message: string, help: string) =>
    new Fault(code, message, { exitCode: exitCodes.runtime, help, cause: error })
  switch (error.code) {
    case 'EADDRINUSE': {
      const holder = (await portHolder(port)) ?? 'another process'
      const help = 'stop it, or take another port; --port 0 takes a free one'
      return fault('port-in-use', `port ${port} on ${host} is in use by ${holder}`, help)
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
