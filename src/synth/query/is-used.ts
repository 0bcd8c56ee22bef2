import type { Query } from '#model'

/** Whether a query already reads a parameter for something else than a test of its own. */
export function isUsed(query: Query, text: string): boolean {
  const { page, sort, filters } = query
  if (
    [
      page?.size,
      page?.start,
      page?.end,
      page?.number,
      page?.after,
      page?.before,
      page?.token?.from,
      sort?.by,
      sort?.order,
      sort?.reverse,
    ].includes(text)
  )
    return true
  if (filters?.some((filter) => filter.from === text || (filter.from !== undefined && text.startsWith(`${filter.from}.`)))) return true
  const bracket = /^query\["(\w+)\[/.exec(text)?.[1]
  return filters?.some(({ prefix }) => prefix !== undefined && (bracket === prefix || text === `query.${prefix}`)) ?? false
}
