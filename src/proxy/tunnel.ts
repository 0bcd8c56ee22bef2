import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { toHeaderList } from '#http'
import { nodeHttp } from '#http/io'
import { endToEndHeaders } from './end-to-end-headers.ts'
import { ExchangeRelay } from './exchange-relay.ts'
import type { Recording } from './recording.ts'

const replaced = new Set(['host'])

/**
 * Passes an upgrade on: what client and service say to each other after `101` is not looked at and not recorded, only
 * that it was agreed and how long it lasted. `open` sends the request with these flat headers on a connection of its own.
 */
export function relayUpgrade(
  recording: Recording,
  request: IncomingMessage,
  client: Duplex,
  fromClient: Buffer,
  open: (headers: string[]) => ClientRequest,
): void {
  const response = new nodeHttp.ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(client as Parameters<ServerResponse['assignSocket']>[0])
  response.on('finish', () => client.end())
  const relay = new ExchangeRelay(recording, request, response)
  client.on('error', () => client.destroy())
  // The connection's own headers went missing with the others of their kind; these two make the upgrade.
  const outgoing = open([
    ...endToEndHeaders(request.rawHeaders, replaced),
    'Connection',
    'Upgrade',
    'Upgrade',
    request.headers.upgrade ?? '',
  ])
  relay.call = { resume: () => {}, abort: () => outgoing.destroy() }
  outgoing.on('upgrade', (answer, service, fromService) => {
    response.detachSocket(client as Parameters<ServerResponse['detachSocket']>[0])
    relay.onUpgrade(answer.rawHeaders)
    client.write(headOf(answer), 'latin1')
    if (fromService.length > 0) client.write(fromService)
    if (fromClient.length > 0) service.write(fromClient)
    connect(relay, client, service)
  })
  outgoing.on('response', (answer) => relayPlainAnswer(relay, outgoing, answer))
  outgoing.on('error', (error) => relay.onFailure(error))
  outgoing.end()
}

/** The service did not upgrade: its answer goes back as to any request, and then the connection is closed. */
function relayPlainAnswer(relay: ExchangeRelay, outgoing: ClientRequest, answer: IncomingMessage): void {
  relay.call = { resume: () => answer.resume(), abort: () => outgoing.destroy() }
  relay.onHead(answer.statusCode ?? 0, answer.statusMessage ?? '', answer.rawHeaders)
  answer.on('data', (chunk: Buffer) => {
    if (!relay.onBody(chunk)) answer.pause()
  })
  answer.on('end', () => relay.onEnd(answer.rawTrailers))
  answer.on('error', (error) => relay.onFailure(error))
}

function connect(relay: ExchangeRelay, client: Duplex, service: Duplex): void {
  const end = () => {
    relay.onTunnelEnd()
    client.destroy()
    service.destroy()
  }
  relay.call = { resume: () => {}, abort: end }
  service.on('error', (error) => relay.onFailure(error))
  client.on('close', end)
  service.on('close', end)
  client.pipe(service)
  service.pipe(client)
}

function headOf(answer: IncomingMessage): string {
  let head = `HTTP/1.1 101 ${answer.statusMessage ?? ''}\r\n`
  for (const [name, value] of toHeaderList(answer.rawHeaders)) head += `${name}: ${value}\r\n`
  return `${head}\r\n`
}
