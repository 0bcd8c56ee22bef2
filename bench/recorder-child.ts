// Runs as a process of its own, so that its CPU time is its own: the service, the bare forwarder or the recorder.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecorder } from '#proxy'
import { openScrubber, RecordingStore } from '#recording/io'
import { createBareForwarder } from './recorder-bare-forwarder.ts'

export type ChildRole = 'service' | 'bare' | 'recorder' | 'recorder-unscrubbed'

/** What a child tells its parent: where it listens, and on request the CPU time it has used. */
export type ChildMessage = { readonly port: number } | { readonly cpuUs: number; readonly residentBytes: number }

const [role, serviceUrl = ''] = process.argv.slice(2)
const send = (message: ChildMessage) => process.send?.(message)

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  send({ cpuUs: user + system, residentBytes: process.memoryUsage.rss() })
})

if (role === 'service') startService()
else if (role === 'bare') startBare()
else await startRecorder()

function startBare(): void {
  process.on('disconnect', () => process.exit())
  createBareForwarder(serviceUrl).listen(0, '127.0.0.1', reportPort)
}

function startService(): void {
  const orders = Array.from({ length: 8 }, (_, at) => ({
    id: `ord_${at}`,
    status: 'draft',
    total: 12.5 * at,
    customer: { name: 'Ada', city: 'London' },
  }))
  const body = Buffer.from(JSON.stringify({ data: orders, total: orders.length, has_more: false }))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    etag: '"5f-abc"',
    'x-request-id': '5c0c7f2e-53a5-4f0e-9a39-0b3df3ab2f0b',
    vary: 'Accept-Encoding',
    'x-powered-by': 'service',
  }
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, headers)
    response.end(body)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', reportPort)
}

async function startRecorder(): Promise<void> {
  const twinFolder = mkdtempSync(join(tmpdir(), 'doppel-bench-'))
  const { scrubber } = await openScrubber(twinFolder, twinFolder)
  const scrub = role === 'recorder' ? { scrub: scrubber.scrubExchange } : {}
  const recorder = await createRecorder({
    twin: 'bench',
    baseUrl: serviceUrl,
    host: '127.0.0.1',
    port: 0,
    openStore: (origin) => new RecordingStore({ twinFolder, upstream: serviceUrl, origin, ...scrub }),
  })
  process.on('disconnect', async () => {
    await recorder.close()
    rmSync(twinFolder, { recursive: true })
    process.exit()
  })
  send({ port: recorder.port })
}

function reportPort(this: { address(): AddressInfo | string | null }): void {
  send({ port: (this.address() as AddressInfo).port })
}
