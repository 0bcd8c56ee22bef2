export { gzipPack, readPackDigest, readPackFile } from './pack-file.ts'
export { readUnpacked, unpackTo, writePackFiles } from './pack-folder.ts'
export { readTwinFiles } from './twin-files.ts'
