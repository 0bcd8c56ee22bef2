import { closeSync, fdatasync, fsyncSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** The few calls to the disk that recording makes, so that a test can be a disk that is full. */
export interface StoreFiles {
  /** Creates the folder of a new file and the file, which must not exist yet. */
  create(path: string): number
  /** Bytes taken, which may be fewer than given. Blocks: a write to the page cache is quicker than a hop to another thread. */
  write(file: number, bytes: Uint8Array): number
  truncate(file: number, length: number): void
  sync(file: number): Promise<void>
  close(file: number): void
  /** Writes a whole small file so that it is there entirely or not at all. */
  replace(path: string, text: string): void
}

export const diskFiles: StoreFiles = {
  create(path) {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'ax')
  },
  write: (file, bytes) => writeSync(file, bytes),
  truncate: ftruncateSync,
  sync: (file) => new Promise((resolve, reject) => fdatasync(file, (error) => (error ? reject(error) : resolve()))),
  close: closeSync,
  replace(path, text) {
    const draft = `${path}.draft`
    const file = openSync(draft, 'w')
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  },
}
