/** Knows the catalogue of seeds/ as the reader needs it, and where the real workbooks lie beside the checkout. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readSeeds } from '../../storage/seeds.ts'

/** All data of seeds/. */
export const seedCatalogue = await readSeeds(fileURLToPath(new URL('../../seeds', import.meta.url)))

const real = new URL('../../../shared/workbooks/real/', import.meta.url)

/** The names of the real workbooks; none where the shared material is absent. */
export const realFiles: readonly string[] = existsSync(real) ? readdirSync(real).toSorted() : []

/** The bytes of a real workbook. */
export const readRealFile = (file: string): Buffer => readFileSync(new URL(encodeURIComponent(file), real))
