import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** What the browser says, e.g. `Network.requestWillBeSent`. */
export interface BrowserEvent {
  readonly method: string
  readonly params: Readonly<Record<string, never>>
}

/** A page of a real browser, driven by the protocol of its developer tools. */
export interface Browser {
  readonly events: readonly BrowserEvent[]
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<Record<string, never>>
  /** Loads a page and waits until it has. */
  open(url: string): Promise<void>
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>
  /** Presses and releases a key as a keyboard does. */
  press(key: string, text?: string): Promise<void>
  close(): Promise<void>
}

const startTimeoutMs = 60_000

/** The program of a browser of the Chromium family: `CHROMIUM`, or what the path has. */
export function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync)
  return process.env['CHROMIUM'] ?? found
}

/** Starts it without a window, with one page. */
export async function openBrowser(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'doppel-browser-'))
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  const child = spawn(program, [...flags, 'about:blank'], { stdio: 'ignore', detached: true })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const end = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await exited
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const port = await readPort(join(profile, 'DevToolsActivePort'))
    const pages = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { type: string; webSocketDebuggerUrl: string }[]
    const page = pages.find(({ type }) => type === 'page')
    if (page === undefined) throw new Error('the browser has no page')
    return await drive(page.webSocketDebuggerUrl, end)
  } catch (error) {
    await end()
    throw error
  }
}

async function readPort(file: string): Promise<string> {
  for (const until = Date.now() + startTimeoutMs; Date.now() < until; await wait(50)) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (text.includes('\n')) return text.split('\n', 1)[0] as string
  }
  throw new Error('the browser did not start')
}

async function drive(url: string, end: () => Promise<void>): Promise<Browser> {
  const socket = new WebSocket(url)
  await new Promise((done, fail) => {
    socket.addEventListener('open', done, { once: true })
    socket.addEventListener('error', fail, { once: true })
  })
  const events: BrowserEvent[] = []
  const waiting = new Map<number, (reply: { result?: Record<string, never>; error?: { message: string } }) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as BrowserEvent & { id?: number }
    if (message.id === undefined) events.push(message)
    else waiting.get(message.id)?.(message as never)
  })
  let last = 0
  const send: Browser['send'] = (method, params = {}) =>
    new Promise((done, fail) => {
      const id = ++last
      waiting.set(id, ({ result, error }) => (error === undefined ? done(result ?? {}) : fail(new Error(`${method}: ${error.message}`))))
      socket.send(JSON.stringify({ id, method, params }))
    })
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`)
  const evaluate: Browser['evaluate'] = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return (result as unknown as { value: never }).value
  }
  return {
    events,
    send,
    evaluate,
    async open(page) {
      events.length = 0
      await send('Page.navigate', { url: page })
      while (!events.some(({ method }) => method === 'Page.loadEventFired')) await wait(20)
    },
    async press(key, text) {
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...(text === undefined ? {} : { text }) })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key })
    },
    async close() {
      socket.close()
      await end()
    },
  }
}
