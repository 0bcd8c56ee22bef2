import { z } from 'zod'

interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
}

/** The keys of a TOML file as lines of a table, from the schema that reads the file. */
export function keyTable(schema: z.ZodObject): string[] {
  return [
    '| key | type | |',
    '| --- | --- | --- |',
    ...rowsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, ''),
  ]
}

function rowsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
    const name = `${prefix}${key}`
    if (part.properties !== undefined) return rowsOf(part, `${name}.`)
    if (part.items?.properties !== undefined) return [row(`[[${name}]]`, 'list', part), ...rowsOf(part.items, `${name}[].`)]
    if (typeof part.additionalProperties === 'object')
      return [row(`${name}.KEY`, 'table', part), ...rowsOf(part.additionalProperties, `${name}.KEY.`)]
    return [
      row(
        name,
        part.enum?.join(', ') ?? part.type ?? (part.items === undefined ? 'any' : 'list'),
        part,
        schema.required?.includes(key) && prefix === '',
      ),
    ]
  })
}

function row(name: string, type: string, part: Schema, required = false): string {
  return `| \`${name}\` | ${type}${required ? ', required' : ''} | ${part.description ?? ''} |`
}
