import { exitCodes, Fault } from '#diagnostics'
import { defaultSessionName } from '../session-names.ts'
import { actingScript, appendScript, chaosScript, leaseScript, namesScript, readScript, releaseScript, replaceScript } from './scripts.ts'

/** What a server has of a session: all records before `version` of the session of that epoch. */
export interface Known {
  readonly epoch: string
  readonly version: number
}

/** Nothing is known of it. */
export const unknown: Known = { epoch: '', version: 0 }

/** What it lacks. */
export interface Later {
  /** '' where there is no such session. */
  readonly epoch: string
  /** How many records the kept document stands for. */
  readonly base: number
  /** The version that the records begin at. */
  readonly from: number
  /** The session at `from`; undefined where the server knows it, or it begins there. */
  readonly document: string | undefined
  readonly records: readonly { readonly atMs: number; readonly text: string }[]
}

export interface SharedLogOptions {
  /** `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, `rediss://` for TLS. */
  readonly url: string
  /** Whether it is to be opened though Redis is away: it is used once that is back. */
  readonly mayBeAway: boolean
  /** What all servers of the same sessions have in common, and no others. */
  readonly prefix: string
  readonly maxSessions: number
  /** A session that nobody uses for so long is gone. */
  readonly idleMs: number
  /** Whether sessions may have something to do that nobody asks for. */
  readonly acts: boolean
  /** What is on in all sessions (chaos) unless somebody says otherwise. */
  readonly chaos: readonly string[]
  readonly note: (line: string) => void
}

/** How long Redis may take to answer. */
const timeoutMs = 5000
const reconnectMaxMs = 2000

type Client = Awaited<ReturnType<typeof connect>>

/** The sessions of all servers of a twin, in Redis: of each session what it was asked, in order. */
export class SharedLog {
  readonly #client: Client
  readonly #options: SharedLogOptions

  private constructor(client: Client, options: SharedLogOptions) {
    this.#client = client
    this.#options = options
  }

  /** Faults: `state-unreachable`. */
  static async open(options: SharedLogOptions): Promise<SharedLog> {
    return new SharedLog(await connect(options), options)
  }

  /**
   * Puts a record at the end; gives it and what is before it. `by` says what happens by itself: whoever has the lease, or `anybody`. Undefined: there is no
   * place for one more session; or what happens is nothing to the session that there is now, or is for somebody else to say.
   */
  async append(name: string, { epoch, version }: Known, record: string, by = ''): Promise<Later | undefined> {
    const { maxSessions, idleMs, chaos } = this.#options
    const reply = await this.#run(appendScript, name, [
      name,
      epoch,
      String(version),
      record,
      String(maxSessions),
      defaultSessionName,
      String(idleMs),
      JSON.stringify(chaos),
      by,
    ])
    return reply === 0 ? undefined : toLater(reply)
  }

  async read(name: string, { epoch, version }: Known): Promise<Later> {
    return toLater(await this.#run(readScript, name, [epoch, String(version)]))
  }

  /**
   * Keeps a document of the session as it is known, or `step` later; '' ends it. Gives its epoch; undefined where the session was asked something
   * meanwhile, and nothing was kept.
   */
  async replace(name: string, { epoch, version }: Known, document: string, step: 0 | 1): Promise<string | undefined> {
    const args = [name, epoch, String(version), document, String(step), String(this.#options.idleMs)]
    const reply = await this.#run(replaceScript, name, args)
    return typeof reply === 'string' ? reply : undefined
  }

  async names(): Promise<string[]> {
    return (await this.#run(namesScript, '', [String(this.#options.idleMs)])) as string[]
  }

  /** What is on in sessions that begin. */
  async chaos(): Promise<readonly string[]> {
    const said = await this.#client.get(`${this.#prefix}:chaos`)
    return said === null ? this.#options.chaos : (JSON.parse(said) as string[])
  }

  /** False where it was not `before`. */
  async setChaos(before: readonly string[], after: readonly string[]): Promise<boolean> {
    const said = [before, after, this.#options.chaos].map((one) => JSON.stringify(one))
    return (await this.#run(chaosScript, '', said)) === 1
  }

  /** Whether `who` alone may let the session act by itself for so long. */
  async lease(name: string, who: string, forMs: number): Promise<boolean> {
    return (await this.#run(leaseScript, name, [who, String(forMs)])) === 1
  }

  /** Gives it back; `hasMore` tells whether the session, as it is known, will have to act again. */
  async release(name: string, who: string, { epoch, version }: Known, hasMore: boolean): Promise<void> {
    await this.#run(releaseScript, name, [who, name, epoch, String(version), hasMore ? '1' : '0'])
  }

  /** Says of a server that it is there, for so long. */
  async sayPresent(server: string, forMs: number): Promise<void> {
    await this.#client.set(this.#presenceOf(server), '1', { PX: forMs })
  }

  /** Those of the servers of which nobody says that they are there. */
  async absent(servers: readonly string[]): Promise<ReadonlySet<string>> {
    const said = await this.#client.mGet(servers.map((server) => this.#presenceOf(server)))
    return new Set(servers.filter((_, at) => said[at] === null))
  }

  /** So many sessions that somebody is to look at. */
  async acting(count: number): Promise<string[]> {
    return (await this.#run(actingScript, '', [String(count)])) as string[]
  }

  async close(): Promise<void> {
    this.#client.destroy()
  }

  /** The braces keep all keys of a twin in one part of a cluster. */
  #run(script: string, name: string, args: readonly string[]): Promise<unknown> {
    const ofSession = ['log', 'head'].map((what) => `${this.#prefix}:${what}:${name}`)
    const keys = [...ofSession, `${this.#prefix}:names`, `${this.#prefix}:chaos`, `${this.#prefix}:lease:${name}`]
    if (this.#options.acts) keys.push(`${this.#prefix}:acting`)
    return this.#client.eval(script, { keys, arguments: [...args] })
  }

  #presenceOf(server: string): string {
    return `${this.#prefix}:server:${server}`
  }

  get #prefix(): string {
    return `doppel:{${this.#options.prefix}}`
  }
}

/** Loaded only where sessions are shared. */
async function connect({ url, mayBeAway, note }: SharedLogOptions) {
  const { createClient } = await import('@redis/client')
  let isUp = mayBeAway
  const client = createClient({
    url,
    // What can't be sent now is refused now: a request that waits is one that its client has given up.
    disableOfflineQueue: true,
    commandOptions: { timeout: timeoutMs },
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (retries) => (isUp ? Math.min(50 * 2 ** retries, reconnectMaxMs) : false),
    },
  })
  client.on('error', (error: Error) => {
    if (isUp) note(`Redis at ${withoutSecrets(url)}: ${reasonOf(error)}`)
  })
  const connected = client.connect()
  if (mayBeAway) {
    // it ends before it was there where the server does
    connected.catch(() => {})
    return client
  }
  try {
    await connected
    await client.ping()
  } catch (error) {
    client.destroy()
    throw new Fault('state-unreachable', `Redis at ${withoutSecrets(url)} does not answer: ${reasonOf(error)}`, {
      exitCode: exitCodes.runtime,
      help: 'start it, or say where it is: --state redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]',
    })
  }
  isUp = true
  return client
}

/** Node gives no words for several addresses that all fail. */
function reasonOf(error: unknown): string {
  const { message, code, name } = error as NodeJS.ErrnoException
  return message || code || name
}

/** For people: without user and password. */
function withoutSecrets(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href
}

function toLater(reply: unknown): Later {
  const [epoch, base, from, document, records] = reply as [string, number, number, string | null, string[]]
  return { epoch, base, from, document: document ?? undefined, records: records.map(toRecord) }
}

/** `MS TEXT`. */
function toRecord(line: string) {
  const space = line.indexOf(' ')
  return { atMs: Number(line.slice(0, space)), text: line.slice(space + 1) }
}
