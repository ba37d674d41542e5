// Who the other side is cannot be proved, or no secret channel comes about.

import { saidOf } from "./said-of.ts";
import { sign } from "./sign.ts";

const proof =
  /certificates?|\bcert\b|certificado|(?:certificate|cert|trust) chain|cadeia (?:do|de) certifica\S{1,6}|cadeia icp|cadena de certificados|(?:intermediate|root|internal|issuing) ca\b|\bac (?:ra[ií]z|intermedi[aá]ria|emissora|nova|do|da)|\bca interna|host key|chave (?:do|de) host|keyring entry|key ?store|trust ?store|cacerts|selo digital|e-cnpj|e-cpf|identidade apresentada/;
const notProved =
  /expired\b|has lapsed|revoked|untrusted|unknown\b|invalid\b|mismatch|(?:is |was |are )?not (?:yet )?(?:valid|trusted|known|recogni[sz]ed|ok)\b|not got a known issuer|not verified|does(?: not|n't) (?:match|contain)|do(?: not|n't) match|could not be (?:verified|validated)|can(?:not| not|'t) be (?:verified|validated|trusted)|(?:verif\w+|validation|checks?)(?: has)? fail(?:ed|ure)?|failed (?:verification|validation|local validity)|fail(?:ed|ure) to verify|rejected|inv[aá]lid[oa]|vencid[oa]|venceu\b|venci[oó]\b|expirou|expirad[oa]|expir[oó]\b|caduc(?:ou|[oó]|ad[oa])|revogad[oa]|revocad[oa]|n[aã]o (?:[eé] (?:mais )?(?:confi[aá]vel|v[aá]lid)|confi[aá]vel|confere|corresponde|coincide|est[aá] (?:assinad|na|no)|foi (?:reconhecid|aceit|validad))|no (?:es (?:de )?confia(?:ble|nza)|coincide|es v[aá]lid|est[aá] (?:en|firmad))|n[aã]o p[oô]de ser (?:verificad|validad|confirmad)|no (?:pudo|se pudo) (?:verificar|validar)|n[aã]o (?:est[aá] instalad|(?:est[aá] )?cadastrad|bate com|se completou)|quebrad[oa]|broken\b|ran out|not in (?:our|the) (?:trust ?)?store|fora d[oa] (?:per[ií]odo de )?validade|autoassinad[oa]|data validade|incomplet[oa]|recusad[oa]|rejeitad[oa]|(?:problem|error)\b|whose notafter was/;
const channel = /handshake|aperto de m[aã]o|mtls|\btls\b|\bssl\b|schannel|secure channel|canal seguro/;
const notMade =
  /fail(?:ed|ure|s)\b|fatal|alert\b|aborted|refused|rejected|recusad[oa]|falhou|rejeitad[oa]|n[aã]o negociad[oa]|unsupported protocol|protocol version|certificate verify|(?:could ?not|can ?not|can't) be (?:created|established)|n[aã]o (?:foi|p[oô]de)/;

export const certificate = sign("certificate", {
  words: [
    // A key that signs or encrypts ends like a certificate.
    /unusable public key/i,
    /\[ ?expired: ?\d{4}/i,
    /\b(?:public|pgp|gpg|signing|encryption) (?:sub)?key\b.{0,60}\bexpired\b/i,
    /\bchave (?:p[uú]blica |pgp |gpg |de (?:cifra|assinatura) ).{0,60}\b(?:vencida|expirada|expirou|venceu)\b/i,
    saidOf(proof, notProved, 60),
    saidOf(channel, notMade, 40),
    /authenticity of host .{1,120}can(?:'t|not) be established|no trusted certificate/i,
    /(?:cannot|can't|could not|unable to|failed to|n[aã]o foi poss[ií]vel|no se pudo|falha ao) (?:verify|validate|verificar|validar|confirmar) .{0,60}(?:certific|chain|cadeia|cadena)/i,
    /unknown (?:ca|issuer|certificate authority)\b|fingerprint .{0,60}is not the one|do(?:es)? not trust .{0,40}(?:\bcert|signed|issuer)/i,
    /self[- ]signed cert/i,
    /unable to (?:find valid cert|get (?:local )?issuer|verify the (?:first|leaf))/i,
    /\b(?:error|fail\w*|eof|closed|reset|terminated|aborted|problem|initial)\b.{0,40}\b(?:tls |ssl )?handshake\b/i,
    /host key verification failed/i,
    /\b(?:bad|invalid|expired|untrusted|revoked|unknown|wrong|missing) (?:ssl |tls |server |client |peer )?certificate\b/i,
    /alert (?:certificate|handshake|unknown ca|bad certificate|protocol version|internal error|decrypt)/i,
    /(?:tls|ssl).{0,30}(?:fatal )?alert\b/i,
    /host identification has changed/i,
    /no .{0,12}host key is known/i,
    /host key (?:is |was |wasn't )?(?:verified!|not (?:cached|known|found|trusted)|has changed|changed|mismatch|unknown)/i,
    /known_?hosts.{0,20}(?:mismatch|key is unknown|not found)|\bkey mismatch\b|fingerprint .{0,40}(?:mismatch|does not match|changed|n[aã]o (?:confere|corresponde))/i,
    /\bkey\b.{0,60}(?:differs from|different from|does not match) the (?:one )?(?:kept|stored|cached|known|recorded)/i,
    /unable to check revocation|revocation (?:server|status|check)\b.{0,40}(?:offline|unknown|fail)/i,
    /(?:could not|cannot|failed to|unable to) (?:create|establish|negotiate|set up) (?:an? |the )?(?:ssl|tls|secure)\b/i,
    /no matching (?:host key type|key exchange method|cipher|mac|hostkey algorithm)/i,
    /(?:no|none of the) (?:common|shared|matching) (?:cipher|protocol|algorithm)s?|algorithm negotiation fail/i,
    /authority that is not trusted|not trusted by|untrusted ?root|partial ?chain|remotecertificate|trust anchor/i,
    /trust relationship for the ssl/i,
    /no (?:subject alternative|name matching)|host ?name .{0,80}(?:not verified|does(?: not|n't) match|mismatch)/i,
    /wrong version number|unsupported (?:ssl|tls) (?:version|protocol)|tlsv1 alert/i,
    /ssl (?:peer certificate|connection) .{0,30}(?:not ok|error|fail)/i,
  ],
  portuguese: [
    /certificado (?:digital )?(?:expirado|inv[aá]lido|vencido|revogado|n[aã]o (?:confi[aá]vel|encontrado))/i,
    /certificado .{0,40}(?:expirou|expirad|vencid|venceu|caduc)/i,
    /autoridade (?:certificadora |de certifica[cç][aã]o )?(?:que )?n[aã]o (?:[eé] )?(?:de )?confi/i,
    /rela[cç][aã]o de confian[cç]a (?:para|.{0,40}(?:ssl|tls))|relaci[oó]n de confianza (?:para|.{0,40}(?:ssl|tls))/i,
    /(?:n[aã]o foi poss[ií]vel|no se pudo|n[aã]o p[oô]de) (?:criar|estabelecer|negociar|crear|establecer) (?:um |uma |un |una |o )?(?:canal seguro|ssl|tls|conex[aã]o segura|conexi[oó]n segura|sess[aã]o tls)/i,
    /(?:encerrou|abortou|recusou|interrompeu|cerr[oó]) (?:o|el) (?:handshake|aperto)|s[oó] (?:negocia|aceita|admite) (?:tls ?)?1\.[123]/i,
    /(?:impress[aã]o digital|huella(?: digital)?|assinatura tls|chave do (?:host|servidor|parceiro|banco)) (?:(?:do|da|del?) )?.{0,60}(?:diferente d|mudou|cambi[oó]|n[aã]o (?:confere|bate|corresponde)|no coincide)|recusou a nova (?:impress|chave|assinatura)/i,
    /(?:nova|trocou a|outra|mudou a|mudou de) (?:ac|ca|cadeia)\b.{0,80}n[aã]o (?:a |o )?(?:conhece|reconhece|est[aá])/i,
    /n[aã]o (?:[eé] )?(?:mais )?confi[aá]vel.{0,60}(?:\bac\b|certific|ssl|tls)/i,
    /n[aã]o (?:reconheceu|reconhece|confia n[ao]|aceita|aceitou) (?:o |a )?(?:ac |ca |certificad|cadeia)/i,
    /(?:\bac|\bca|autoridade|emissora|emissor) .{0,60}n[aã]o est[aá] n[ao] (?:cacerts|truststore|keystore|chaveiro)/i,
    /(?:falha|erro|fallo|error) (?:no|na|en el|de|en la) (?:handshake|aperto|negocia\S{2,4} (?:ssl|tls))|nenhum cipher|negocia\S{2,4} (?:ssl|tls) .{0,40}n[aã]o/i,
    /autoridade certificadora .{0,30}(?:desconhecid|n[aã]o)|emissor desconhecid|auto-?assinad|autofirmad/i,
    /truststore .{0,30}n[aã]o (?:o |a )?(?:conhece|tem|cont[eé]m)|validade d[oea] .{0,30}(?:acabou|expirou|venceu|terminou)/i,
    /s[oó] aceita (?:a )?cadeia|chave do (?:servidor|host) .{0,60}(?:mudou|n[aã]o (?:confere|corresponde|coincide)|diferente)/i,
    /rejei[cç][aã]o.{0,20}(?:certificado|assinatura difere)/i,
  ],
  codes: [
    /SSLHandshake|SSLPeerUnverified|SSLException|SSLError|SSLCertVerif|\bssl\.SSL/i,
    /PKIX path/i,
    /CERT_HAS_EXPIRED|\bERR_CERT|\bERR_TLS|\bERR_SSL|SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET_ISSUER)|SEC_ERROR_|CERT_E_|SEC_E_(?:CERT|UNTRUSTED)|CRYPT_E_REVO|SSLERR_|ICM_HTTP_SSL/i,
    /CertificateExpiredException|CertificateNotYetValid|CertPath(?:Validator|Builder)Exception|CertificateException/i,
    /x509: /i,
    /SSL_ERROR/i,
    /SSL routines/i,
    /SSL: CERTIFICATE/i,
    /ORA-2902[0-9]|ORA-288(?:5[0-9]|6[0-9])/i,
    /\bGSK_ERROR|\bGSK_ERR_|\bGSKit (?:error )?\d/i,
    /EZD1287I|CSPA2\d\dE/i,
    /AMQ96(?:1[0-9]|2[0-9]|3[0-9]|4[0-9]|5[0-9]|6[0-5]|7[0-9]|8[0-9])[EWI]?\b|CSQX6(?:1[0-9]|2[0-9]|3[0-9]|4[0-9]|5[0-9]|6[0-5])E/i,
    /UnknownHostKey|BadHostKey|HostKeyVerif|HostKeyAlgorithm|reject HostKey/i,
    /0x800b01(?:01|09|0a|0c|0f|10)|0x8009(?:0325|0326|0331|2010|2012|2013)/i,
    /potential security breach/i,
  ],
});
