// Who is not let in.

import { inVain, refusing } from "./in-vain.ts";
import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

/** What one shows to be let in. */
const secret =
  /passwords?|passphrase|passcode|one-time (?:pin|code|password)|c[oó]digo (?:otp|de uso [uú]nico)|senhas?|contrase(?:ñ|n)a|palavra-passe|credentials?|credencia(?:l|is)|credenciales|keytab|jwt|(?:access|auth\w*|bearer|refresh|security|session|api|oauth|id) token|token (?:de (?:acesso|seguran[cç]a|sess[aã]o|acceso)|d[aeo] (?:conta|usu[aá]rio|servi[cç]o|cofre|api|portal|banco))|api[ -]?key|access key|client secret|secret key|private key|ssh key|chave (?:de (?:api|acesso)|p[uú]blica|ssh|privada)|c[oó]digo de acesso|clave (?:del? usuario|de acceso|p[uú]blica|anterior)/;
const spoilt =
  /expir(?:ed|ou|ad[oa]|[oó]\b)|(?:has |have )?lapsed|vencid[oa]|venceu|venci[oó]|caduc(?:ou|[oó]|ad[oa])|incorret[oa]s?|incorrect[oa]?|inv[aá]lid[oa]?s?\b|wrong|rejected|refused|revoked|rejeitad[oa]|recusad[oa]|recus(?:ou|aram)|rechazad[oa]|revogad[oa]|revocad[oa]|bloquead[oa]|removid[oa] d|desativad[oa]|desactivad[oa]|deactivated|disabled|errad[oa]|n[aã]o confere|does(?: not|n't) match|do not match|not match(?:ed|ing)?\b|mismatch|not accepted|no longer (?:valid|accepted)|not be accepted|out of date|outdated|desatualizad[oa]|n[aã]o (?:foi |[eé] |[eé] mais )?aceit[oa]|no (?:es|son) (?:correct|v[aá]lid)|n[aã]o (?:s[aã]o|est[aá]|est[aã]o|[eé]|confere) (?:v[aá]lid|corret)|must be changed|needs? to be (?:changed|renewed)|(?:was|already) used|could not be (?:validated|verified|authenticated)|past its (?:date|expiry)|antig[oa] e|precisa ser (?:trocada|renovada)/;
/** Who one is; a customer's account is somebody else's. */
const account =
  /(?:user|service|batch|domain|machine|your|referenced|login|logon|ftp|sftp|os|local) account|account (?:is|has|was|of user)|userid|user id|logonid|(?:batch |service )?user(?:name)?|conta (?:de servi[cç]o|do usu[aá]rio|de usu[aá]rio|do servi[cç]o|especificada|referenciada)|usu[aá]rio|cuenta de (?:servicio|usuario)|(?:our |the )?mailbox|caixa postal/;
const shutOut =
  /n[aã]o (?:foi )?(?:reconhecid|autenticad)[oa]|not (?:been )?authenticated|revogad[oa]\b|(?:currently )?locked(?: out)?\b(?! (?:the|by|table|row|record))|disabled|deactivated|suspended|suspens[oa]|suspendid[oa]|expired|revoked|bloquead[oa]\b(?! (?:o|a|os|as|pel[oa])\b)|desativad[oa]|desabilitad[oa]|inabilitad[oa]|deshabilitad[oa]|(?:n[aã]o|no) (?:est[aá] )?cadastrad[oa] (?:no|na|em) (?:dom[ií]nio|ad\b|tenant)|does not exist in the (?:tenant|directory|domain)/;
const signIn =
  /log[io]n|sign[- ]?in|sess[aã]o de (?:usu[aá]rio|login)|autentica\S{0,6}|authentications?|autenticaci[oó]n|autentificaci[oó]n|auth/;
const notDone =
  /fail(?:ed|ure|s)?\b|denied|rejected|refused|unsuccessful|negad[oa]|recusad[oa]|rejeitad[oa]|rechazad[oa]|falhou|fall[oó]|incorrect|inv[aá]lid[oa]|n[aã]o (?:foi )?(?:aceit[oa]|autorizad[oa]|efetuad[oa])/;
const trying =
  /could not|couldn't|cannot|can ?not|can't|unable to|failed to|failure to|not able to|n[aã]o (?:foi poss[ií]vel|p[oô]de|conseguiu|consegui|consegue)(?: se)?|no (?:se )?(?:pudo|puede|logr[oó])|falha (?:ao|de|no|na)|falhou (?:ao|o|a|no|na)|erro (?:ao|de|no|na)|error (?:al|de|en(?: la)?)|fallo (?:al|de|en(?: la)?)|failed/;
const entering =
  /log ?[io]n\b|sign ?in\b|authenticat\w{1,3}\b|autenticar|autentica[cç][aã]o|autenticaci[oó]n|logar\b|efetuar (?:o )?log[io]n|iniciar sesi[oó]n/;

export const logon = sign("logon", {
  words: [
    saidOf(secret, spoilt, 50),
    saidOf(account, shutOut, 50),
    saidOf(signIn, notDone, 30),
    inVain(refusing, secret, 25),
    inVain(trying, entering, 12),
    /\b(?:wrong|bad|incorrect|invalid|unknown|expired|rejected) (?:authentication |login |service )?(?:user(?: ?name|id| id)?\b|user[ /-]|log[io]n|passwords?|passphrase|passcode|pin\b|credentials?|api[ -]?key|access key|(?:access|auth\w*|bearer|security|session|api) token|id entered|client (?:id|secret))/i,
    /(?:user ?name|user ?id|user|log[io]n)(?: ?,| and\/or| or| and|\/)? .{0,20}password .{0,20}(?:invalid|incorrect|wrong|not accepted|rejected)/i,
    /access denied for user (?!.{1,120} to database)/i,
    /http basic: access denied|permission denied, please try again/i,
    /no pg_hba\.conf entry|FATAL: {1,2}(?:role|papel|user) "[^"]{1,60}" (?:does not exist|n[aã]o existe|no existe)/i,
    /(?:a|sudo|become|missing sudo) password is required|missing (?:sudo|become) password/i,
    /(?:wants|requires|demands|needs|asks for) (?:the |a |its )?(?:secret|password|credential) (?:to be )?changed/i,
    /permission denied \((?:publickey|password|keyboard|gssapi)/i,
    /no supported authentication methods/i,
    /too many authentication failures/i,
    /no more authentication methods/i,
    /authentication (?:is )?required\b(?! (?:=|:|false|no\b))/i,
    /(?:password|senha) authentication failed/i,
    /logon user is not known/i,
    /account (?:is |has been |has )?(?:locked|expired|disabled|suspended)/i,
    /invalid login/i,
    /\b(?:not|must be|need to be) logged[- ]in/i,
    /preauthentication failed/i,
    /(?:api key|access token|security token|auth token|session token|token) .{0,30}(?:is |has been |was )?(?:invalid|expired|revoked)\b/i,
    /could not be authenticated/i,
    /(?:forced|required) to change (?:the |your )?password|must change (?:the |your )?password|alter password required/i,
    /(?:unable to locate|no|missing|could not (?:find|load)(?: the)?(?: default)?) credentials\b(?! (?:needed|required))/i,
    /no valid credentials/i,
    /sign in again|log ?in again|re-?authenticate/i,
    /(?:too many|excessive) (?:failed |wrong |bad |invalid )?(?:log[io]n|password|authentication)s?\b(?: attempts)?/i,
    /turned away at the door|not let in(?:to)?\b/i,
    /trust relationship between .{1,60} domain/i,
    /no log[io]n (?:method|type) .{0,40}granted|has not been granted the requested log[io]n type/i,
    /\blast (?:good )?password (?:was )?(?:rejected|refused)/i,
    /please enrol(?:l)? (?:the )?user/i,
  ],
  portuguese: [
    /senhas? inv[aá]lida/i,
    /usu[aá]rio (?:inv[aá]lido|ou senha|e\/ou senha|desconhecido)/i,
    /falh(?:a|ou) (?:na|de|a|ao) (?:autentica|log[io]n)/i,
    /\bconta bloqueada/i,
    /credenciais? (?:inv[aá]lid|incorret|vencid|expirad|rejeitad|recusad|n[aã]o (?:aceit|reconhecid))/i,
    /(?:exige|pede|requer|obriga|solicita|precisa de|necess[aá]ria) (?:a )?(?:troca|altera[cç][aã]o|mudan[cç]a|renova[cç][aã]o) d[ae] senha/i,
    /(?:recus|rejeit|neg|bloque)(?:ou|aram|ada|ado|a) (?:a |o |as |os |seu |sua |nossa |nosso )?(?:nossa entrada|nosso usu[aá]rio|senha|credenci|autentica|identifica[cç][aã]o|log[io]n|token|chave de acesso)/i,
    /n[aã]o (?:nos |me |o |a )?(?:deixou|deixa|aceit\w{1,4}) (?:mais )?(?:o |a |os |as |nos |nossa )?(?:usu[aá]rio|entrar|log[io]n|senha|credenci|identifica|chave(?! nov))/i,
    /n[aã]o nos aceita mais|tentativas de (?:senha|log[io]n|acesso) (?:excedid|esgotad)|excesso de tentativas/i,
    /(?:renova[cç][aã]o|refresh) (?:foi |do token )?recusad[oa]/i,
    /(?:demasiados|muchos) intentos|no lo deja entrar|usuario o contrase|contrase(?:ñ|n)a (?:incorrect|inv[aá]lid|caducad|expirad|vencid)/i,
    /(?:rechaz[oó]|deneg[oó]|no acept[oó]) (?:la |el |al )?(?:clave|contrase|usuario|credencial|inicio de sesi[oó]n)/i,
    /\b(?:conta|cuenta|account)\b.{0,60}(?:desabilitad|desativad|bloquead|expirad|deshabilitad|disabled|locked|expired)\S{0,3} (?:no|na|in|on|en) (?:the |el )?(?:dom[ií]nio|domain|ad\b|active directory|diret[oó]rio|directorio)/i,
    /rela[cç][aã]o de confian[cç]a entre .{1,60}dom[ií]nio|relaci[oó]n de confianza entre .{1,60}dominio/i,
    /entrou com senha (?:errad|inv[aá]lid|vencid)/i,
    /senha (?:antiga|anterior) .{0,60}(?:recus|rejeit|neg)/i,
  ],
  codes: [
    /AWSBDW009E/i,
    /\bCPF(?:1120|2204|22E[0-9])\b/i,
    /ORA-01017/i,
    /ORA-2800[0-3]/i,
    /ORA-01005/i,
    /ORA-0100[45]\b/i,
    /ORA-1[26]40[78]\b/i,
    /SQL30082N/i,
    /SQLCODE\s*[=:]?\s*-30082\b/i,
    /\b28P01\b/i,
    /\b28000\b.{0,40}auth/i,
    /SQLSTATE\W{0,3}28000/i,
    /\b530 (?:login\b|user\b|authentic)/i,
    /RFC_LOGON_FAILURE/i,
    /\bICH408I.{0,80}(?:PASSWORD|LOGON)/i,
    /\bEAUTH\b/i,
    /401 Authorization/i,
    /\b401 unauthori[sz]ed/i,
    /\bAuth(?:entication)?Fail(?:ed|ure)?(?:Exception|Error)?\b/i,
    /\bAuthenticationException\b(?!.{0,200}(?:certifica|ssl|tls))/i,
    /SMTPAuthentication|ClientAuthenticationError|FailedAuthentication|FailedLoginException|BadCredentials|CredentialsExpired|AccountExpired|LoginException|NoCredentials|LoginFailed/i,
    /\bNOAUTH\b|\bWRONGPASS\b|\bUNAUTHENTICATED\b/i,
    /JWT expired|ExpiredJwt|invalid_grant|invalid_client/i,
    /GSS ?initiate failed|SSPI context/i,
    /curl: \(67\)/i,
  ],
});
