import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** Method and path of each request, and what it showed. */
  readonly asked: { readonly call: string; readonly authorization: string | undefined }[]
  readonly blobs: Map<string, Buffer>
  /** By `repository tag` and `repository digest`. */
  readonly images: Map<string, Buffer>
  end(): Promise<void>
}

export interface RegistryTraits {
  /** Who may come in, and how they say who they are. */
  readonly auth?: { readonly kind: 'basic' | 'bearer'; readonly user: string; readonly password: string }
  /** Blobs are given by another server, to which it leads. */
  readonly storage?: string
}

/** A small registry by the distribution specification of OCI, on loopback, until the test has ended. */
export async function startRegistry({ auth, storage }: RegistryTraits = {}): Promise<TestRegistry> {
  const asked: TestRegistry['asked'] = []
  const blobs = new Map<string, Buffer>()
  const images = new Map<string, Buffer>()
  const basic = auth && `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const end = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(end)
  return { host, asked, blobs, images, end }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${host}`)
    const authorization = request.headers.authorization
    asked.push({ call: `${request.method} ${url.pathname}`, authorization })
    const body = await bodyOf(request)
    const say = (status: number, headers: Record<string, string> = {}, content: Buffer | string = '') =>
      void response.writeHead(status, headers).end(content)
    if (url.pathname === '/token') {
      if (authorization !== basic) return say(401)
      return say(200, {}, JSON.stringify({ token: `t-${url.searchParams.get('service')}-${url.searchParams.get('scope')}` }))
    }
    const [, repository = '', kind = '', name = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/(.+)$/.exec(url.pathname) ?? []
    if (!isIn(authorization, repository, request.method !== 'GET' && request.method !== 'HEAD')) {
      const challenge = auth?.kind === 'basic' ? 'Basic realm="x"' : `Bearer realm="http://${host}/token",service="reg"`
      return say(401, { 'WWW-Authenticate': challenge })
    }
    const missing = () => say(404, {}, JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: `no ${name}` }] }))
    if (kind === 'blobs' && request.method === 'POST') return say(202, { Location: `/v2/${repository}/blobs/uploads/1?state=x` })
    if (kind === 'blobs' && request.method === 'PUT') {
      const digest = url.searchParams.get('digest') ?? ''
      if (digestOf(body) !== digest || url.searchParams.get('state') !== 'x') return say(400)
      blobs.set(digest, body)
      return say(201)
    }
    if (kind === 'blobs') {
      const blob = blobs.get(name)
      if (blob === undefined) return missing()
      if (storage !== undefined && request.method === 'GET') return say(307, { Location: `${storage}${url.pathname}` })
      return say(200, { 'Content-Length': String(blob.length) }, blob)
    }
    if (request.method === 'PUT') {
      images.set(`${repository} ${name}`, body)
      images.set(`${repository} ${digestOf(body)}`, body)
      return say(201)
    }
    const image = images.get(`${repository} ${name}`)
    return image === undefined ? missing() : say(200, { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' }, image)
  }

  function isIn(shown: string | undefined, repository: string, writes: boolean): boolean {
    if (auth === undefined) return true
    if (auth.kind === 'basic') return shown === basic
    const scope = `Bearer t-reg-repository:${repository}:pull`
    return shown === `${scope},push` || (!writes && shown === scope)
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
