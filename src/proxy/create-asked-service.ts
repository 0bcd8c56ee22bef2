import { type HttpRequest, type HttpResponse, toHeaderList } from '#http'
import { type CreateUpstreamOptions, createUpstream } from './create-upstream.ts'
import { endToEndHeaders } from './end-to-end-headers.ts'

/** A service that is asked, in place of one that is passed through to. */
export interface AskedService {
  /** The whole answer, as it was on the wire. Rejects when there is none. */
  ask(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

/** The service of a base URL, a path in front of all targets allowed. */
export function createAskedService(baseUrl: string, options: CreateUpstreamOptions & { readonly timeoutMs: number }): AskedService {
  const url = new URL(baseUrl)
  const upstream = createUpstream(url, options)
  const prefix = url.pathname.replace(/\/+$/, '')
  const ask = ({ method, target, headers, body }: HttpRequest) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const parts: Buffer[] = []
      let status = 0
      let answered: string[] = []
      const flat = endToEndHeaders(headers.flat(), replaced)
      // Also for no bytes: a service may refuse a write that does not say how long it is.
      if (body.length > 0 || /^(?:POST|PUT|PATCH)$/.test(method)) flat.push('Content-Length', String(body.length))
      const path = target.startsWith('/') ? prefix + target : target
      const call = upstream.send({ method, target: path, headers: flat }, body.length === 0 ? null : Buffer.from(body), {
        onInformation: () => {},
        onHead: (code, _text, list) => {
          status = code
          answered = list
        },
        onBody: (chunk) => {
          parts.push(chunk)
          return true
        },
        onEnd: () => {
          clearTimeout(timer)
          resolve({ status, headers: toHeaderList(answered), body: new Uint8Array(Buffer.concat(parts)) })
        },
        onFailure: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
      const timer = setTimeout(() => {
        reject(new Error(`no answer in ${options.timeoutMs} ms`))
        call.abort()
      }, options.timeoutMs)
    })
  return { ask, close: () => upstream.close() }
}

const replaced = new Set(['host', 'content-length', 'expect'])
