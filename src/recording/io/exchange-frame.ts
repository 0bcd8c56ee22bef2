import { type Exchange, type ExchangeFailure, type HttpRequest, type HttpResponse, toFlatHeaders, toHeaderList } from '#http'
import { type Frame, type FrameBuffer, frameKinds } from './frame.ts'

/** The text of an exchange's frame; the bodies follow it as they are. Header lists are flat: name, value, name, value. */
interface ExchangeText {
  readonly index: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly request: MessageText & { readonly method: string; readonly target: string }
  readonly response?: MessageText & { readonly status: number }
  readonly failure?: ExchangeFailure
}

interface MessageText {
  readonly headers: string[]
  readonly bodyBytes: number
  readonly omittedBodyBytes?: number | undefined
  readonly trailers?: string[] | undefined
}

/** Puts the frame of one exchange behind what `buffer` holds. */
export function writeExchange(buffer: FrameBuffer, exchange: Exchange): void {
  const { index, startedAtMs, endedAtMs, request, response, failure } = exchange
  const text = JSON.stringify({
    index,
    startedAtMs,
    endedAtMs,
    request: { method: request.method, target: request.target, ...messageText(request) },
    response: response && { status: response.status, ...messageText(response) },
    failure,
  })
  buffer.frame(frameKinds.exchange, text, response === undefined ? [request.body] : [request.body, response.body])
}

/** The exchange of a frame; its bodies are views of the frame's bytes. Throws when the frame is not of this format. */
export function readExchange(frame: Frame): Exchange {
  const text = JSON.parse(frame.text) as ExchangeText
  const split = text.request.bodyBytes
  const request: HttpRequest = {
    method: text.request.method,
    target: text.request.target,
    ...message(text.request, frame.bodies.subarray(0, split)),
  }
  const exchange = { index: text.index, startedAtMs: text.startedAtMs, endedAtMs: text.endedAtMs, request }
  const response: { response?: HttpResponse } =
    text.response === undefined
      ? {}
      : {
          response: {
            status: text.response.status,
            ...message(text.response, frame.bodies.subarray(split, split + text.response.bodyBytes)),
          },
        }
  return text.failure === undefined ? { ...exchange, ...response } : { ...exchange, ...response, failure: text.failure }
}

function messageText(part: HttpRequest | HttpResponse): MessageText {
  return {
    headers: toFlatHeaders(part.headers),
    bodyBytes: part.body.length,
    omittedBodyBytes: part.omittedBodyBytes,
    trailers: part.trailers && toFlatHeaders(part.trailers),
  }
}

function message(text: MessageText, body: Uint8Array): Pick<HttpResponse, 'headers' | 'body' | 'omittedBodyBytes' | 'trailers'> {
  return {
    headers: toHeaderList(text.headers),
    body,
    ...(text.omittedBodyBytes === undefined ? {} : { omittedBodyBytes: text.omittedBodyBytes }),
    ...(text.trailers === undefined ? {} : { trailers: toHeaderList(text.trailers) }),
  }
}
