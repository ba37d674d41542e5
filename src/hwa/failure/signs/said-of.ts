// Things by any of many names, and what is said of them in one clause: how programs that nobody else knows put the same failure.

/** Who only names a condition, or says that it need not be there, does not tell of a failure. */
const supposed =
  "(?<!\\b(?:if|when|unless|whether|in case|caso|quando|cuando|se [oa]s?|si (?:el|la|los|las)|optional|opcional|any|0|zero|nenhum[a]?|ning[uú]n|ninguna|ignora|ignorar|pula|creating|criando|creando|corrige|corrigir|fix|varredura|scan|verifica[cç][aã]o de|check(?:s|ing)? for)\\b[^;,:.]{0,24})";
const letter = "[\\wÀ-ÿ]";
/** It ends where another clause begins, or another thing. */
const between =
  "(?:(?! (?:mas|but|pero|porém|however|e|and|y|if|opciona[li]s?|optional|delimiters?|delimitador|columns?|colunas?|columnas?|fields?|campos?|tags?|signature|labels?|profile|relation|table|view|function|procedure|rela[cç][aã]o|trailer|header) )[^;])";
/** It is put right at once, does no harm, or is waited for. */
const noMatter =
  "(?!.{0,60}\\b(?:creating|criando|creando|nothing to (?:delete|remove|do|clean)|nada (?:a|para|que) (?:apagar|remover|excluir|fazer|borrar)|skipping|pulando|ignoring|ignorad[oa]|using (?:the )?default|usando (?:o )?padr[aã]o|seguindo sem|(?:has been|was|foi|fue) cr(?:eated|iad[oa]|ead[oa])|continuing|nova (?:tentativa|verifica)|retrying|sleeping|wait(?:ing|ed)|aguardando|by 0(?:[.,]0+)?\\b))";

/** Both are alternatives of a regular expression; `gap` is the most that stands between them. */
export function saidOf(things: string | RegExp, said: string | RegExp, gap = 80): RegExp {
  const thing = `(?:${sourceOf(things)})(?!${letter})`;
  return new RegExp(
    // What looks far back is asked only where the thing stands.
    `(?<!${letter})(?=${thing})${supposed}${thing}${between}{0,${gap}}?(?<![\\w/.\\\\À-ÿ-])(?:${sourceOf(said)})${noMatter}`,
    "i",
  );
}

function sourceOf(pattern: string | RegExp): string {
  return typeof pattern === "string" ? pattern : pattern.source;
}
