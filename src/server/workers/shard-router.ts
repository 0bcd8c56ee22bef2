import type { IncomingMessage, ServerResponse } from 'node:http'
import { nodeHttp } from '#http/io'
import { guardControl } from '../control/control-guard.ts'
import { controlPathOf, isDocumentSent, replyControl } from '../control/control-plane.ts'
import { isControlTarget } from '../control/control-prefix.ts'
import { readControlInput } from '../control/read-control-input.ts'
import type { OwnNames } from '../own-origin.ts'
import type { SessionChoice } from '../session-choice.ts'
import { defaultSessionName } from '../session-names.ts'
import type { ArrivedRequest } from '../wire/arrived-request.ts'
import { type Refusal, refuse } from '../wire/refuse.ts'
import { mergeFor } from './merge-answers.ts'
import { shardOf } from './shard-of.ts'
import { type Shard, socketOf } from './worker-messages.ts'

/** How long a request waits for a worker that is being started again. */
const waitMaxMs = 30_000
const retryMs = 25

export interface ShardRouterOptions {
  readonly shard: Shard
  readonly choice: SessionChoice
  readonly names: OwnNames
  readonly token: string | undefined
}

/** Takes requests of a worker's clients to the worker that holds their session: a client may change its session from one request to the next. */
export class ShardRouter {
  readonly #options: ShardRouterOptions
  readonly #agent = new nodeHttp.Agent({ keepAlive: true })

  constructor(options: ShardRouterOptions) {
    this.#options = options
  }

  /** True where it takes the request over; false where it is one for this worker. */
  readonly elsewhere = (request: ArrivedRequest, message: IncomingMessage, response: ServerResponse): boolean => {
    const { shard, choice } = this.#options
    if (isControlTarget(request.target)) return this.#control(request, message, response)
    if (request.chaos !== undefined) {
      refuse(response, notWithWorkers('X-Doppel-Chaos'))
      return true
    }
    return this.#passOn(shardOf(choice.nameOf(request), shard.count), request, response)
  }

  #control(request: ArrivedRequest, message: IncomingMessage, response: ServerResponse): boolean {
    const { names, token, shard } = this.#options
    // what is refused is refused here: among workers nobody asks who the caller is
    const guarded = guardControl(request, names, { address: message.socket.remoteAddress, token })
    const said = readControlInput(request, isDocumentSent(request))
    if (guarded !== undefined || 'code' in said) return false
    const path = controlPathOf(request)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const own = shardOf(said.session ?? defaultSessionName, shard.count)
    const other = path === '/fork' ? said.fields['to'] : path === '/diff' ? said.fields['from'] : undefined
    if (path === '/chaos' && method !== 'GET') {
      refuse(response, notWithWorkers('chaos'))
      return true
    }
    if (typeof other === 'string' && shardOf(other, shard.count) !== own) {
      refuse(response, otherWorker(other))
      return true
    }
    const merge = said.session === undefined || path === '/metrics' || path === '/info' ? mergeFor(method, path) : undefined
    if (merge === undefined) return this.#passOn(own, request, response)
    void this.#askAll(request).then(
      (answers) => {
        const refused = answers.find(({ status }) => status >= 300)
        if (refused) response.writeHead(refused.status, { 'Content-Type': 'application/json; charset=utf-8' }).end(refused.text)
        else
          replyControl(
            response,
            merge(
              answers.map(({ text }) => text),
              shard,
            ),
          )
      },
      () => response.socket?.destroy(),
    )
    return true
  }

  #askAll(request: ArrivedRequest): Promise<{ status: number; text: string }[]> {
    const { count } = this.#options.shard
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const answer = await this.#ask(index, request)
        answer.setEncoding('utf8')
        let text = ''
        for await (const piece of answer) text += piece
        return { status: answer.statusCode ?? 500, text }
      }),
    )
  }

  #passOn(index: number, request: ArrivedRequest, response: ServerResponse): boolean {
    if (index === this.#options.shard.index) return false
    this.#ask(index, request).then(
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, endToEnd(answer.rawHeaders))
        answer.pipe(response)
        answer.on('error', () => response.socket?.destroy())
      },
      // it died with the request, which may have had its effect: the client is told what it would be told by one server that dies
      () => response.socket?.destroy(),
    )
    return true
  }

  /** The answer of another worker; waits for one that is not there. */
  #ask(index: number, request: ArrivedRequest): Promise<IncomingMessage> {
    const { folder } = this.#options.shard
    const { url = '', rawHeaders } = request.head
    const body = request.sent
    const headers = [...endToEnd(rawHeaders), ...(body.length > 0 ? ['Content-Length', String(body.length)] : [])]
    const untilMs = performance.now() + waitMaxMs
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const sent = nodeHttp.request(
          { socketPath: socketOf(folder, index), method: request.method, path: url, headers, agent: this.#agent, setDefaultHeaders: false },
          resolve,
        )
        sent.on('error', (error: NodeJS.ErrnoException) => {
          const isAway = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
          if (isAway && performance.now() < untilMs) setTimeout(attempt, retryMs)
          else reject(error)
        })
        sent.end(body)
      }
      attempt()
    })
  }
}

const ofConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
  'te',
])

/** Without what is between two neighbours. The length of an answer is kept: it may be that of a body which is not sent. */
function endToEnd(raw: readonly string[]): string[] {
  const list: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const [name, value] = [raw[at] as string, raw[at + 1] as string]
    if (!ofConnection.has(name.toLowerCase())) list.push(name, value)
  }
  return list
}

function notWithWorkers(what: string): Refusal {
  return {
    status: 501,
    code: 'workers-refused',
    message: `${what} does not go with --workers: what it does is not kept where it outlives a worker`,
    help: 'serve the twin without --workers for that',
  }
}

function otherWorker(session: string): Refusal {
  return {
    status: 409,
    code: 'workers-refused',
    message: `the session ${JSON.stringify(session)} is held by another worker`,
    help: 'use GET /__doppel/session/export and POST /__doppel/session/import, which go from any session to any other',
  }
}
