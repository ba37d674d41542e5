// What Resync may do in HWA. Our own side is a fact; what HWA grants the account cannot be known without trying a
// change, which a scan must never do, so it stays unknown.

import type { Check, Finding } from "./finding.ts";

export const hwaRights: Check = {
  name: "HWA rights",
  area: "permissions",
  run: async ({ config }) => [
    config.allowActions ? actionsAllowed : readOnly,
    ...(config.hwa.simulated ? [] : [accountUnknown(config.hwaUser)]),
  ],
};

const actionsAllowed: Finding = {
  id: "hwa-actions-allowed",
  severity: "medium",
  title: { en: "Resync may change the plan of HWA", pt: "O Resync pode alterar o plano do HWA" },
  evidence: "HWA_ALLOW_ACTIONS=true",
  advice: {
    en: "Keep it only where workflows with approvals need it; false makes Resync read-only.",
    pt: "Mantenha apenas onde workflows com aprovação precisam; com false o Resync só lê.",
  },
};

const readOnly: Finding = {
  id: "hwa-read-only",
  severity: "info",
  title: { en: "Resync only reads from HWA", pt: "O Resync apenas lê do HWA" },
  evidence: "HWA_ALLOW_ACTIONS=false; the client refuses every operation that changes something",
  advice: { en: "Nothing to do.", pt: "Nada a fazer." },
};

function accountUnknown(user: string | null): Finding {
  return {
    id: "hwa-account-rights",
    severity: "unknown",
    title: {
      en: "Whether the HWA account itself is display-only is not known",
      pt: "Não se sabe se a conta do HWA tem apenas direitos de exibição",
    },
    evidence: user === null ? "the account of the API key" : `HWA account ${user}`,
    advice: {
      en: "Check in HWA's security file or access control list that it has only DISPLAY and LIST.",
      pt: "Verifique no arquivo de segurança ou na lista de controle de acesso do HWA se ela tem apenas DISPLAY e LIST.",
    },
  };
}
