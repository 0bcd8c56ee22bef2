import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  readonly pid: number
  readonly command: string
}

/** The process that listens on a TCP port of this machine, where the system tells (Linux, and a process we may look at). */
export function findPortHolder(port: number): PortHolder | undefined {
  const inodes = new Set([...listeningInodes('/proc/net/tcp', port), ...listeningInodes('/proc/net/tcp6', port)])
  if (inodes.size === 0) return undefined
  const pid = list('/proc').find((entry) => /^\d+$/.test(entry) && holdsSocket(entry, inodes))
  return pid === undefined ? undefined : { pid: Number(pid), command: commandOf(pid) }
}

/** Lines like `0: 0100007F:1F90 00000000:0000 0A …`: local address, remote address, state (0A listens); the tenth column is the inode. */
function listeningInodes(file: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return read(file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(suffix))
    .map((columns) => columns[9] as string)
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  return list(`/proc/${pid}/fd`).some((fd) => {
    const match = /^socket:\[(\d+)\]$/.exec(readLink(`/proc/${pid}/fd/${fd}`))
    return match?.[1] !== undefined && inodes.has(match[1])
  })
}

function commandOf(pid: string): string {
  const words = read(`/proc/${pid}/cmdline`).split('\0').filter(Boolean)
  return words.join(' ').slice(0, 200)
}

/** What can't be read belongs to someone else, or is gone: it tells nothing. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function readLink(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
