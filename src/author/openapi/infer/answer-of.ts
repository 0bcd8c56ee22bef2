import type { ApiContent, ApiOperation, ApiResponse } from '../api-document.ts'

export interface DeclaredAnswer {
  readonly status: number
  readonly response: ApiResponse | undefined
}

/** What an operation answers when all is well: its first 2xx, else what it has by default, else a redirect. */
export function successOf({ responses, method }: ApiOperation): DeclaredAnswer {
  const statuses = [...responses.keys()].filter((status) => /^\d{3}$/.test(status)).sort()
  const good = statuses.filter((each) => each.startsWith('2'))
  const status = good.find((each) => responses.get(each)?.content !== undefined) ?? good[0] ?? statuses.find((each) => each.startsWith('3'))
  if (status !== undefined) return { status: Number(status), response: responses.get(status) }
  const open = responses.get('2XX') ?? responses.get('default')
  const isEmpty = open?.content === undefined
  return { status: isEmpty && method === 'DELETE' ? 204 : 200, response: open }
}

/** The content of the answer when all is well. */
export function contentOf(operation: ApiOperation): ApiContent | undefined {
  return successOf(operation).response?.content
}

/** Whether an operation declares a status of its own. */
export function declares({ responses }: ApiOperation, status: number): boolean {
  return responses.has(String(status))
}
