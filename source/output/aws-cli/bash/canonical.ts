/**
 * Writes JSON in one spelling, in plain bash, so that a document from the AWS CLI can be compared with the reviewed one:
 * the CLI decodes a document and prints it again, with its own white space, escapes and numbers.
 */
export const CANONICAL = `# canonical <JSON: a member to a line; white space, escapes and numbers in one spelling, all else as it is.
canonical() {
  local LC_ALL=C text indent='' out='' token
  text=$(cat)
  while text=\${text#"\${text%%[!$' \\t\\r\\n']*}"} && [[ -n $text ]]; do
    case $text in
      '"'*)
        read_string
        out+=$token
        ;;
      '{'* | '['*)
        indent+='  '
        out+="\${text:0:1}"$'\\n'"$indent"
        text=\${text:1}
        ;;
      '}'* | ']'*)
        indent=\${indent:2}
        out+=$'\\n'"$indent\${text:0:1}"
        text=\${text:1}
        ;;
      ','*)
        out+=,$'\\n'"$indent"
        text=\${text:1}
        ;;
      ':'*)
        out+=': '
        text=\${text:1}
        ;;
      *)
        token=\${text%%[!-+.0-9A-Za-z]*}
        [[ -n $token ]] || stop 1 'a document is not JSON'
        text=\${text:\${#token}}
        write_number
        out+=$token
        ;;
    esac
  done
  printf '%s\\n' "$out"
}

# The string at the start of $text, to $token: UTF-8 where there is a character, \\uXXXX for what has no picture.
read_string() {
  local part code low
  token='"'
  text=\${text:1}
  while :; do
    part=\${text%%[\\"\\\\]*}
    token+=$part
    text=\${text:\${#part}}
    case $text in
      '"'*)
        token+='"'
        text=\${text:1}
        return
        ;;
      '\\u'[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]*)
        code=$((16#\${text:2:4}))
        text=\${text:6}
        if ((code >> 10 == 0x36)) && [[ $text == '\\u'[Dd][C-Fc-f][0-9A-Fa-f][0-9A-Fa-f]* ]]; then
          low=$((16#\${text:2:4}))
          code=$((0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff)))
          text=\${text:6}
        fi
        write_character "$code"
        ;;
      '\\b'*) write_escape 8 ;;
      '\\t'*) write_escape 9 ;;
      '\\n'*) write_escape 10 ;;
      '\\f'*) write_escape 12 ;;
      '\\r'*) write_escape 13 ;;
      '\\/'*) write_escape 47 ;;
      '\\"'*) write_escape 34 ;;
      \\\\\\\\*) write_escape 92 ;;
      *) stop 1 'a document is not JSON' ;;
    esac
  done
}

write_escape() {
  text=\${text:2}
  write_character "$1"
}

write_character() {
  local code=$1 bytes
  if ((code < 0x20 || code >> 11 == 0x1b)); then
    printf -v bytes '\\\\u%04x' "$code"
    token+=$bytes
    return
  fi
  if ((code == 34 || code == 92)); then token+=\\\\; fi
  if ((code < 0x80)); then
    printf -v bytes '\\\\x%x' "$code"
  elif ((code < 0x800)); then
    printf -v bytes '\\\\x%x' $((0xc0 | code >> 6)) $((0x80 | code & 0x3f))
  elif ((code < 0x10000)); then
    printf -v bytes '\\\\x%x' $((0xe0 | code >> 12)) $((0x80 | code >> 6 & 0x3f)) $((0x80 | code & 0x3f))
  else
    printf -v bytes '\\\\x%x' $((0xf0 | code >> 18)) $((0x80 | code >> 12 & 0x3f)) \\
      $((0x80 | code >> 6 & 0x3f)) $((0x80 | code & 0x3f))
  fi
  printf -v bytes %b "$bytes"
  token+=$bytes
}

# The AWS CLI reads 1.50 and prints 1.5: a number in $token gets its digits and a power of ten.
write_number() {
  local form='^(-?)([0-9]+)(\\.([0-9]+))?([eE]([-+]?)([0-9]+))?$' sign digits power
  [[ $token =~ $form ]] || return 0
  sign=\${BASH_REMATCH[1]}
  digits=\${BASH_REMATCH[2]}\${BASH_REMATCH[4]}
  power=$((\${BASH_REMATCH[6]}10#0\${BASH_REMATCH[7]} - \${#BASH_REMATCH[4]}))
  digits=\${digits#"\${digits%%[!0]*}"}
  while [[ $digits == *0 ]]; do
    digits=\${digits%0}
    power=$((power + 1))
  done
  if [[ -z $digits ]]; then
    token=0
  elif ((power >= 0 && power < 20)); then
    printf -v token '%s%s%0*d' "$sign" "$digits" "$power" 0
    if ((power == 0)); then token=$sign$digits; fi
  else
    token=$sign\${digits}e$power
  fi
}`;
