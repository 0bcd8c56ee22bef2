import { parse } from 'yaml'
import { type Json, type JsonObject, parseJson } from '#base'
import type { Finding } from '#diagnostics'
import { isObject } from '#lang'
import { upgradeSwagger } from './upgrade-swagger.ts'

/** A document in the form of OpenAPI 3; `minor` is 0 for 3.0 (and for Swagger 2.0, which was brought into that form). */
export interface ParsedDocument {
  readonly root: JsonObject
  readonly minor: number
}

/** Reads JSON or YAML of OpenAPI 3.x or Swagger 2.0; a finding where it is neither. */
export function parseDocument(text: string): ParsedDocument | Finding {
  // Some programs write a mark of the byte order before it, which is no JSON.
  const parsed = readText(text.replace(/^\ufeff/, ''))
  if (typeof parsed === 'string') return unusable(parsed, 'give a document of OpenAPI 3.x or Swagger 2.0, in JSON or YAML')
  if (!isObject(parsed)) return unusable('is no OpenAPI document: it holds no object', 'give the document itself, not a list or a text')
  const version = String(parsed.openapi ?? parsed.swagger ?? '')
  if (!isObject(parsed.paths) && !isObject(parsed.webhooks)) {
    return unusable(
      version === '' ? 'is no OpenAPI document: it has neither "openapi" nor "swagger"' : 'has no paths',
      'a twin is made of the operations under "paths"',
    )
  }
  if (/^2(\.|$)/.test(version)) return { root: upgradeSwagger(parsed), minor: 0 }
  const minor = /^3\.(\d+)/.exec(version)?.[1] ?? (version === '3' ? '0' : undefined)
  if (minor === undefined) return unusable(`is of the version "${version}"`, 'only OpenAPI 3.x and Swagger 2.0 are known')
  return { root: parsed, minor: Number(minor) }
}

/** The value, or what is wrong with the text. */
function readText(text: string): Json {
  if (/^\s*[{[]/.test(text)) {
    const json = parseJson(text)
    if (json !== undefined) return json
  }
  try {
    const value = parse(text, { maxAliasCount: -1, uniqueKeys: false, merge: true, logLevel: 'silent' }) as Json | undefined
    return value === undefined || typeof value === 'string' ? 'is neither JSON nor YAML' : value
  } catch (error) {
    return `is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`
  }
}

function unusable(message: string, help: string): Finding {
  return { code: 'openapi-unusable', severity: 'error', message, help }
}
