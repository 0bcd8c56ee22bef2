import { relative } from 'node:path'
import { z } from 'zod'
import { type ImportedApi, importOpenapi } from '#author'
import { createStyle, exitCodes, Fault, renderFinding } from '#diagnostics'
import { compileTwin } from '#engine'
import { writeModel } from '#model/io'
import { createTwin } from './create-twin.ts'
import { readDocumentText } from './read-document-text.ts'
import { problemOfBaseUrl } from './twin-config.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { listTwins, readTwinConfig, twinNamePattern } from './workspace.ts'

const input = z.object({
  file: z.string().min(1),
  name: z.string().regex(twinNamePattern, 'use lower-case letters, digits, - and _, and begin with a letter or digit'),
  baseUrl: z
    .string()
    .superRefine((value, context) => {
      const problem = problemOfBaseUrl(value)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    })
    .optional(),
  replace: z.boolean().default(false),
})

/** Makes a twin of a document. Nothing is written unless all of it can be used. Faults: `openapi-unusable`, `twin-exists`, `file-unreadable`. */
export const importOpenapiVerb = defineVerb({
  name: 'import openapi',
  summary: 'Make a twin of an OpenAPI document, without any traffic',
  help: `Reads OpenAPI 3.0 and 3.1 and Swagger 2.0, in JSON or YAML, from a file or an address, and writes twins/NAME with a model
that keeps state: what is created is listed, read, changed and deleted after that; requests are checked against the document,
errors have the shape that it declares, and values are made of its examples, defaults and formats. Operations that are none of
these answer with a valid example, and say so: X-Doppel-Provenance: guess.

A document in several files is to be bundled first. base_url is the address of the document's first server, and stands for the address of
the twin: /orders below https://api.example.com/v1 is /orders of the twin. With --base-url https://api.example.com it is /v1/orders.

Examples:
  $ doppel import openapi openapi.yaml orders
  $ doppel import openapi https://api.example.com/openapi.json orders --base-url https://api.example.com
  $ doppel import openapi openapi.yaml orders --replace`,
  parameters: [
    { key: 'file', kind: 'argument', placeholder: 'FILE', summary: 'the document, or its address', completes: 'file' },
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'what to call the twin' },
    { key: 'baseUrl', kind: 'option', placeholder: 'URL', summary: 'the real service, where the document does not say it' },
    { key: 'replace', kind: 'flag', summary: 'put the model in place of the one that the twin has' },
  ],
  input,
  async run({ file, name, baseUrl, replace }, context) {
    const api = readApi(await readDocumentText(context.cwd, file), { file, name, baseUrl }, context)
    // What the document says must hold together before anything is written.
    compileTwin(api.model)
    const isThere = (await listTwins(context.cwd)).includes(name)
    if (isThere && !replace) {
      throw new Fault('twin-exists', `twins/${name} exists already; nothing was changed`, {
        exitCode: exitCodes.user,
        help: 'choose another name, or put the model in place of its own: --replace',
      })
    }
    const service = baseUrl ?? api.serverUrl ?? 'http://localhost'
    if (!isThere && baseUrl === undefined && api.serverUrl === undefined)
      context.note(`the document names no server: base_url is ${service}, change it in twins/${name}/twin.toml before recording`)
    const folder = isThere ? (await readTwinConfig(context.cwd, name)).folder : (await createTwin(context.cwd, name, service)).folder
    const model = await writeModel(folder, api.model)
    return { exitCode: exitCodes.ok, text: describe(api, name, relative(context.cwd, model)), json: summarise(api, name) }
  },
})

interface Asked {
  readonly file: string
  readonly name: string
  readonly baseUrl: string | undefined
}

function readApi(text: string, { file, name, baseUrl }: Asked, context: VerbContext): ImportedApi {
  const { api, findings } = importOpenapi(text, name, baseUrl)
  for (const finding of findings) {
    if (finding.severity !== 'error') context.note(renderFinding({ ...finding, place: file }, createStyle(false)))
  }
  if (api) return api
  const error = findings.find(({ severity }) => severity === 'error')
  throw new Fault(error?.code ?? 'openapi-unusable', `${file} ${error?.message ?? 'can not be used'}`, {
    exitCode: exitCodes.user,
    ...(error?.help === undefined ? {} : { help: error.help }),
  })
}

const shownMax = 5

function describe(api: ImportedApi, name: string, file: string): string {
  const { guesses, untied } = api
  const more = (list: readonly string[]) =>
    `${list.slice(0, shownMax).join(', ')}${list.length > shownMax ? ` and ${list.length - shownMax} more` : ''}`
  return [
    `${api.title}: ${api.operations} operations, ${api.operations - guesses.length} of them on ${api.collections} collections, written to ${file}`,
    ...(guesses.length > 0 ? [`answered by example, as guesses: ${more(guesses)}`] : []),
    ...(untied.length > 0 ? [`webhooks that no operation is known to cause: ${more(untied)}`] : []),
    `next: doppel serve ${name}`,
  ].join('\n')
}

function summarise(api: ImportedApi, name: string): unknown {
  const { title, operations, collections, guesses, untied } = api
  return { twin: name, title, operations, collections, guesses, untied }
}
