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
  /** Each worker can answer for each session, as it is in Redis: which one does is a matter of speed. */
  readonly isShared: boolean
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
    return this.#passOn(shardOf(choice.nameOf(request), shard.count), request, response)
  }

  #control(request: ArrivedRequest, message: IncomingMessage, response: ServerResponse): boolean {
    const { names, token, shard, isShared } = this.#options
    // what is refused is refused here: among workers nobody asks who the caller is
    const guarded = guardControl(request, names, { address: message.socket.remoteAddress, token })
    const said = readControlInput(request, isDocumentSent(request))
    if (guarded !== undefined || 'code' in said) return false
    const path = controlPathOf(request)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const own = shardOf(said.session ?? defaultSessionName, shard.count)
    const other = path === '/fork' ? said.fields['to'] : path === '/diff' ? said.fields['from'] : undefined
    if (!isShared && typeof other === 'string' && shardOf(other, shard.count) !== own) {
      refuse(response, otherWorker(other))
      return true
    }
    const merge = said.session === undefined || path === '/metrics' || path === '/info' ? mergeFor(method, path, isShared) : undefined
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
              { pid: shard.pid, isShared },
            ),
          )
      },
      () => cut(response),
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
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    this.#ask(index, request, gone.signal).then(
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, endToEnd(answer.rawHeaders, ofAnswers))
        // What comes in pieces leaves in pieces.
        response.flushHeaders()
        answer.pipe(response)
        answer.on('error', () => endAfterSent(response))
      },
      // it died with the request, or was told to cut it off: the client is told what it would be told by one server
      () => cut(response),
    )
    return true
  }

  /** The answer of another worker; waits for one that is not there. */
  #ask(index: number, request: ArrivedRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    const { folder } = this.#options.shard
    const { url = '', rawHeaders } = request.head
    const body = request.sent
    const headers = [...endToEnd(rawHeaders, ofRequests), ...(body.length > 0 ? ['Content-Length', String(body.length)] : [])]
    const untilMs = performance.now() + waitMaxMs
    return new Promise((resolve, reject) => {
      const attempt = () => {
        const sent = nodeHttp.request(
          {
            socketPath: socketOf(folder, index),
            method: request.method,
            path: url,
            headers,
            agent: this.#agent,
            setDefaultHeaders: false,
            signal,
          },
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

/** What is between two neighbours. */
const ofAnswers = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])
/** The length of a body is known again. That of an answer is kept: it may be of one that is not sent, or not whole. */
const ofRequests = new Set([...ofAnswers, 'proxy-connection', 'content-length', 'expect', 'te'])

function endToEnd(raw: readonly string[], ofConnection: ReadonlySet<string>): string[] {
  const list: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const [name, value] = [raw[at] as string, raw[at + 1] as string]
    if (!ofConnection.has(name.toLowerCase())) list.push(name, value)
  }
  return list
}

/** Nothing of an answer has come. */
function cut({ socket }: ServerResponse): void {
  if (socket?.remoteAddress === undefined) socket?.destroy()
  else socket.resetAndDestroy()
}

/** The bytes before are to arrive: an end, no reset. */
function endAfterSent({ socket }: ServerResponse): void {
  socket?.destroySoon()
}

function otherWorker(session: string): Refusal {
  return {
    status: 409,
    code: 'workers-refused',
    message: `the session ${JSON.stringify(session)} is held by another worker`,
    help: 'use GET /__doppel/session/export and POST /__doppel/session/import, which go from any session to any other',
  }
}
