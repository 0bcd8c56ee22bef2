// What the exercises have in common: arguments, made-up data from a seed, an HTTP client that counts. It lies beside the project, with the lab.
export * from '../../../../shared/lab/lib/drive.mjs'
