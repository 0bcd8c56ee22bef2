import { stringify } from 'yaml'
import type { FoundService } from '#scan'
import { type SchemaFile, schemaFileName } from './file-schemas.ts'

/** Drafts of the four files by which a twin is written by hand, by name. What the source does not tell is left to their author. */
export function draftFiles(name: string, service: FoundService): Map<string, string> {
  const { endpoints, places } = service
  const files = [...new Set(places.map(({ file }) => file))].sort()
  const manifest = {
    $schema: `../.schema/${schemaFileName('twin.json')}`,
    name,
    version: 1,
    description: `Drafted by doppel scan: what ${files.length === 1 ? 'one file calls' : `${files.length} files call`} of ${name}`,
    endpoints_covered: endpoints.length,
    state_entities: entitiesOf(service),
    chaos_modes: [],
    discovered_from: files,
  }
  const routes = endpoints.map(({ method, path, places: at }) => ({
    method: method ?? 'GET',
    path,
    description: `Called at ${at.map(({ file, line }) => `${file}:${line}`).join(', ')}`,
  }))
  return new Map([
    ['twin.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    [
      'routes.yaml',
      `${schemaLine('routes.yaml')}# Say what each route takes, answers and changes: request_schema, response_schema, state_effects, errors.\n${stringify({ routes })}`,
    ],
    [
      'state-machine.yaml',
      `${schemaLine('state-machine.yaml')}# The states of each entity, and what moves them.\n${stringify({ entities: {} })}`,
    ],
    [
      'chaos.yaml',
      `${schemaLine('chaos.yaml')}# How the service fails: latency, error_429, error_500, timeout, partial_response.\n${stringify({ chaos_modes: {} })}`,
    ],
  ])
}

/** Has editors check a file; the schemas lie in `twins/.schema/`. */
function schemaLine(file: SchemaFile): string {
  return `# yaml-language-server: $schema=../.schema/${schemaFileName(file)}\n`
}

/** The things that paths are about: what stands before a parameter. */
function entitiesOf({ endpoints }: FoundService): string[] {
  const words = endpoints.flatMap(({ path }) =>
    [...path.matchAll(/\/([a-z][\w-]*)\/\{/gi)].map(([, word = '']) => word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')),
  )
  return [...new Set(words)].sort()
}
