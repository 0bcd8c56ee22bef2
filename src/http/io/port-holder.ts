import { readdir, readFile, readlink } from 'node:fs/promises'

/** Who listens on a TCP port of this machine, e.g. `node (process 4711)`; undefined when the system doesn't tell. */
export async function portHolder(port: number): Promise<string | undefined> {
  try {
    const sockets = await listeningSockets(port)
    if (sockets.size === 0) return undefined
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      if (await holds(pid, sockets)) return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (process ${pid})`
    }
    return undefined
  } catch {
    // Only Linux has these files, and other users' processes are closed to us: the message does without.
    return undefined
  }
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')))
  const rows = tables.flatMap((table) => table.split('\n')).map((row) => row.trim().split(/\s+/))
  return new Set(rows.filter((row) => row[1]?.endsWith(`:${hexPort}`) && row[3] === '0A').map((row) => `socket:[${row[9]}]`))
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  for (const file of files) {
    const link = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')
    if (sockets.has(link)) return true
  }
  return false
}
