import type { JsonSchema } from '#json-schema'
import { plainWord } from './list-place.ts'
import type { SchemaFacts } from './schema-facts.ts'

/**
 * The field of a thing that a parameter of the path names: the one of its name, of its name without what the thing is called (`petId` and
 * `id`, `issue_number` and `number`), or one that is a key by its name. `word` is what the path calls the things.
 */
export function findKey(
  facts: SchemaFacts,
  properties: Readonly<Record<string, JsonSchema>>,
  parameter: string,
  word: string,
): string | undefined {
  const scalars = Object.keys(properties).filter((key) => facts.scalar(properties[key] as JsonSchema) !== undefined)
  const byPlain = (wanted: string) => scalars.find((key) => plain(key) === wanted)
  const own = plain(parameter)
  const thing = plainWord(word)
  const stripped = own.startsWith(thing) && own !== thing ? own.slice(thing.length) : undefined
  return (
    byPlain(own) ??
    (stripped === undefined ? undefined : byPlain(stripped)) ??
    byPlain(`${thing}${own}`) ??
    // `{order}` may be its number, its key or its slug: the first that there is.
    suffixKey(own, byPlain) ??
    ['id', 'uuid', 'guid', 'key', 'slug', 'code', 'sid', 'number', 'name', 'login', 'username']
      .map(byPlain)
      .find((key) => key !== undefined)
  )
}

function suffixKey(parameter: string, byPlain: (wanted: string) => string | undefined): string | undefined {
  const suffix = /(id|uuid|guid|key|slug|code|sid|number|name)$/.exec(parameter)?.[1]
  return suffix === undefined ? undefined : byPlain(suffix)
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
