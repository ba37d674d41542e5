/** Why a workbook is not taken: a sentence that names the cell or the part at fault and what to do. */
export class Refusal extends Error {}
