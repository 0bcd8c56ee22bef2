import type { Finding } from '#diagnostics'
import type { Model } from '#model'
import { readDocument } from './read/read-document.ts'
import { buildModel } from './write/build-model.ts'

/** A twin made of a document. */
export interface ImportedApi {
  readonly model: Model
  readonly title: string
  /** Address of the service; undefined where the document names none. */
  readonly serverUrl: string | undefined
  readonly operations: number
  /** Operations of which nothing is known but what an answer looks like: routes, `POST /orders/{id}/refund`. */
  readonly guesses: readonly string[]
  readonly collections: number
  /** Webhooks and callbacks that nothing is known to cause. */
  readonly untied: readonly string[]
}

/** Makes a model of the text of a document, with paths below the address of its server, or below `baseUrl`; without one, findings say why. */
export function importOpenapi(
  text: string,
  name: string,
  baseUrl?: string,
): { readonly api: ImportedApi | undefined; readonly findings: readonly Finding[] } {
  const { document, findings } = readDocument(text, baseUrl)
  if (document === undefined) return { api: undefined, findings }
  const { model, operations, untied } = buildModel(document, name)
  const guesses = operations.filter(({ role }) => role.kind === 'other' || role.kind === 'act')
  return {
    findings,
    api: {
      model,
      title: document.title,
      serverUrl: document.serverUrl,
      operations: operations.length,
      guesses: guesses.map(({ operation }) => `${operation.method} ${operation.path}`),
      collections: Object.keys(model.collections).length,
      untied,
    },
  }
}
