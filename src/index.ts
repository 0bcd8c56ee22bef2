export type { Answer, Provenance, SessionOptions, Twin, TwinSession } from '#engine'
export type { Exchange, ExchangeFailure, HeaderList, HttpRequest, HttpResponse } from '#http'
export type { RecordedSession } from '#recording'
