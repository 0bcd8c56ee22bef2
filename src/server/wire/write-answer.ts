import type { ServerResponse } from 'node:http'
import type { Answer } from '#engine'
import type { HeaderList } from '#http'
import { toWireHeaders } from './response-headers.ts'

/** Up to here one write of header and body together beats two. */
const joinedBytes = 16 * 1024

/** Sends an answer of the engine. Throws, with nothing sent, when the answer can't be put on the wire. */
export function writeAnswer(response: ServerResponse, method: string, answer: Answer, date: string): void {
  const { status, body, latin1, trailers } = answer.response
  if (!(status >= 200 && status <= 999)) throw new Error(`the engine answered with status ${status}`)
  if (status === 204 || status === 304 || method === 'HEAD') {
    writeHead(response, answer, lengthWithoutBody(status, method, answer), date)
    response.end()
  } else if (trailers !== undefined && trailers.length > 0) {
    writeWithTrailers(response, answer, trailers, date)
  } else {
    const length = latin1?.length ?? body.length
    writeHead(response, answer, String(length), date)
    if (length > joinedBytes) response.end(body)
    else response.end(latin1 ?? toLatin1(body), 'latin1')
  }
}

/** A view of the memory that the last body was in: small bodies share it. */
let memory = Buffer.alloc(0)

/** A string is sent in one piece with the header, a buffer is not; Latin-1 is every byte as it is. */
function toLatin1(body: Uint8Array): string {
  if (memory.buffer !== body.buffer) memory = Buffer.from(body.buffer as ArrayBuffer)
  return memory.toString('latin1', body.byteOffset, body.byteOffset + body.length)
}

/** HEAD and 304 tell the length of the body that GET would have had, when it is known; 204 tells none. */
function lengthWithoutBody(status: number, method: string, answer: Answer): string | undefined {
  if (status === 204 || (status === 304 && method !== 'HEAD')) return undefined
  if (answer.response.body.length > 0) return String(answer.response.body.length)
  return answer.response.headers.find(([name, value]) => /^content-length$/i.test(name) && /^\d+$/.test(value))?.[1]
}

function writeWithTrailers(response: ServerResponse, answer: Answer, trailers: HeaderList, date: string): void {
  const headers = toWireHeaders(answer, undefined, date)
  headers.push('Trailer', trailers.map(([name]) => name).join(', '), 'Transfer-Encoding', 'chunked')
  response.writeHead(answer.response.status, headers)
  response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
  response.end(answer.response.body)
}

function writeHead(response: ServerResponse, answer: Answer, length: string | undefined, date: string): void {
  const headers = toWireHeaders(answer, length, date)
  try {
    response.writeHead(answer.response.status, headers)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_INVALID_CHAR') throw error
    // Services send UTF-8 in headers though they should not; bytes above 0xff are what node refuses.
    response.writeHead(answer.response.status, headers.map(toUtf8Bytes))
  }
}

function toUtf8Bytes(text: string): string {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}
