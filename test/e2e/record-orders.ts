import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Verb, type VerbContext, type VerbResult, verbRegistry } from '#verbs'
import { createOrderService } from './order-service.ts'
import { listening } from './record-lab.ts'

export interface RunVerbOptions extends Partial<Pick<VerbContext, 'signal' | 'confirm' | 'env'>> {
  /** What it prints and notes goes here. */
  readonly printed?: string[]
  readonly noted?: string[]
}

/** Runs a verb in the workspace `cwd`, as the command line would. */
export async function runVerb(cwd: string, name: string, raw: object, options: RunVerbOptions = {}): Promise<VerbResult> {
  const { printed = [], noted = [], signal = new AbortController().signal, env = {}, confirm } = options
  const verb = (await verbRegistry.find((entry) => entry.name === name)?.load()) as Verb
  return verb.run(verb.input.parse(raw), {
    cwd,
    env,
    signal,
    confirm,
    note: (line) => noted.push(line),
    print: (line) => printed.push(line),
    progress: () => {},
  })
}

/** Records a session of the twin `orders` against a fresh service; the first one makes the twin. */
export async function recordOrders(cwd: string, at: number): Promise<void> {
  await pointAt(cwd, `http://127.0.0.1:${await listening(createOrderService().server)}`)
  const printed: string[] = []
  const stop = new AbortController()
  const recording = runVerb(cwd, 'record', { name: 'orders' }, { printed, signal: stop.signal })
  await expect.poll(() => printed[0]).toBeDefined()
  const url = `http://${/addr=(\S+)/.exec(printed[0] ?? '')?.[1]}`
  const send = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    await (await fetch(`${url}${path}`, { method, ...(body ? { headers, body: JSON.stringify(body) } : {}) })).arrayBuffer()
  }
  await send('GET', '/orders')
  await send('POST', '/orders', { title: `Order ${at}` })
  await send('GET', '/orders/1')
  await send('PATCH', '/orders/1', { state: 'confirmed' })
  await send('GET', '/orders/1')
  await send('POST', '/orders', { title: `More ${at}` })
  await send('GET', '/orders')
  await send('GET', '/orders/99')
  await send('POST', '/orders', { state: 'draft' })
  await send('DELETE', '/orders/1')
  await send('GET', '/orders/1')
  stop.abort()
  await recording
}

/** Makes this the service of the twin `orders`. */
export async function pointAt(cwd: string, baseUrl: string): Promise<void> {
  const file = join(cwd, 'twins', 'orders', 'twin.toml')
  try {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^base_url = .*$/m, `base_url = "${baseUrl}"`))
  } catch {
    await runVerb(cwd, 'init', { name: 'orders', baseUrl })
  }
}
