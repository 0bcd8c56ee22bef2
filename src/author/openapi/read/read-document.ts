import type { Json, JsonObject } from '#base'
import type { Finding } from '#diagnostics'
import { isList, isObject } from '#lang'
import type { ApiDocument, ApiEvent, ApiOperation } from '../api-document.ts'
import { OperationReader } from './operation-reader.ts'
import { parseDocument } from './parse-document.ts'
import { References } from './references.ts'
import { SchemaReader } from './schema-reader.ts'

export interface ReadDocument {
  /** Undefined where the text is no document that can be used: a finding says why. */
  readonly document: ApiDocument | undefined
  readonly findings: readonly Finding[]
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']

/**
 * Reads the text of a document of OpenAPI 3.x or Swagger 2.0, in JSON or YAML. Paths are below the address of its first server, or below
 * `baseUrl` where that is less of it.
 */
export function readDocument(text: string, baseUrl?: string): ReadDocument {
  const parsed = parseDocument(text)
  if (!('root' in parsed)) return { document: undefined, findings: [parsed] }
  const { root, minor } = parsed
  const references = new References(root)
  const schemas = new SchemaReader(references, minor)
  const server = readServer(root)
  const basePath = pathBelow(baseUrl, server.path)
  const reader = new OperationReader({ root, references, schemas, basePath })
  const findings: Finding[] = []
  const operations: ApiOperation[] = []
  const known = new Set<string>()
  for (const [path, node] of Object.entries(isObject(root.paths) ? root.paths : {})) {
    if (!path.startsWith('/')) continue
    if (/[?#]/.test(path)) {
      findings.push(skipped(path, 'its path holds a query: paths that differ by that are one to a router'))
      continue
    }
    const item = references.resolve(node)
    for (const method of methods) {
      const operation = item && isObject(item[method]) ? reader.read(method, path, item[method], item) : undefined
      if (!operation) continue
      const shape = `${operation.method} ${operation.path.replace(/\{\w+\+?\}/g, '{}')}`
      if (known.has(shape)) findings.push(skipped(`${operation.method} ${path}`, 'another operation has the same path'))
      else operations.push(operation)
      known.add(shape)
    }
  }
  const components = references.resolve(root.components) ?? {}
  const declared = isObject(components.securitySchemes) ? components.securitySchemes : {}
  const securitySchemes = Object.fromEntries(
    Object.entries(declared).flatMap(([name, node]) => {
      const scheme = references.resolve(node)
      return scheme ? [[name, scheme] as const] : []
    }),
  )
  const webhooks = readWebhooks(root, reader)
  findings.push(...brokenReferences(references))
  const { title } = isObject(root.info) ? root.info : { title: undefined }
  const document: ApiDocument = {
    title: typeof title === 'string' ? title : 'API',
    serverUrl: server.url,
    operations,
    schemas: schemas.schemas,
    securitySchemes,
    webhooks,
  }
  return { document, findings }
}

function skipped(place: string, why: string): Finding {
  return { code: 'openapi-skipped', severity: 'warning', message: `${place} is left out: ${why}` }
}

const shownMax = 5

function brokenReferences({ broken }: References): Finding[] {
  if (broken.size === 0) return []
  const all = [...broken]
  const more = all.length > shownMax ? ` and ${all.length - shownMax} more` : ''
  const isOutside = all.some((each) => !each.startsWith('#'))
  return [
    {
      code: 'openapi-reference',
      severity: 'warning',
      message: `${all.length === 1 ? 'a reference leads' : 'references lead'} nowhere in the document: ${all.slice(0, shownMax).join(', ')}${more}; anything is valid there`,
      ...(isOutside ? { help: 'bundle the document into one file first' } : {}),
    },
  ]
}

/** The first server: variables have their defaults. */
function readServer({ servers }: JsonObject): { readonly url: string | undefined; readonly path: string } {
  const server = isList(servers) ? servers.find(isObject) : undefined
  if (!server || typeof server.url !== 'string') return { url: undefined, path: '' }
  const { variables } = server
  const url = server.url.replace(/\{([^{}]+)\}/g, (_, name: string) => defaultOf(isObject(variables) ? variables[name] : undefined) ?? name)
  // `//host/path` is of the scheme by which the document came.
  const absolute = url.startsWith('//') ? `https:${url}` : url
  const whole = URL.canParse(absolute) && /^https?:/.test(absolute) ? new URL(absolute) : undefined
  const path = (whole ? whole.pathname : url.startsWith('/') ? url : '').replace(/\/+$/, '')
  return { url: whole && `${whole.origin}${path}`, path }
}

/** What of the server's path comes below a base address. */
function pathBelow(baseUrl: string | undefined, path: string): string {
  const base = baseUrl === undefined ? path : new URL(baseUrl).pathname.replace(/\/+$/, '')
  return path === base || !path.startsWith(`${base}/`) ? '' : path.slice(base.length)
}

function defaultOf(variable: Json | undefined): string | undefined {
  return isObject(variable) && variable.default !== undefined ? String(variable.default) : undefined
}

/** Requests that the service makes of itself: `webhooks` of 3.1, or the extension that 3.0 has for it. */
function readWebhooks(root: JsonObject, reader: OperationReader): ApiEvent[] {
  const node = root.webhooks ?? root['x-webhooks']
  return isObject(node) ? Object.entries(node).flatMap(([name, item]) => reader.event(name, item)) : []
}
