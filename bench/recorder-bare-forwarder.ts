import { createServer, type Server } from 'node:http'
import { type Dispatcher, Pool } from 'undici'

const connectionHeaders = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding'])

/** The least that forwards: node:http in, undici's pool out, bodies piped, headers as they came. Records nothing. */
export function createBareForwarder(serviceUrl: string): Server {
  const pool = new Pool(serviceUrl)
  return createServer((request, response) => {
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(controller, status, _headers, statusText) {
        response.writeHead(status, statusText, endToEnd((controller.rawHeaders as Buffer[]).map((part) => part.toString('latin1'))))
      },
      onResponseData(controller, chunk) {
        if (response.write(chunk)) return
        controller.pause()
        response.once('drain', () => controller.resume())
      },
      onResponseEnd() {
        response.end()
      },
      onResponseError() {
        response.destroy()
      },
    }
    const { method, url: path = '/', rawHeaders, headers } = request
    const body = headers['content-length'] === undefined ? null : request
    pool.dispatch({ path, method: method as Dispatcher.HttpMethod, headers: endToEnd(rawHeaders), body }, handler)
  })
}

function endToEnd(flat: readonly string[]): string[] {
  const forwarded: string[] = []
  for (let at = 0; at < flat.length; at += 2) {
    const name = flat[at] as string
    if (!connectionHeaders.has(name.toLowerCase())) forwarded.push(name, flat[at + 1] as string)
  }
  return forwarded
}
