# shellcheck shell=sh
# The few variables that the scripts themselves read, also from .env. The processes read .env on their own.

# setting NAME [DEFAULT]: prints the environment's value, else that of .env in the working folder, else DEFAULT.
setting() {
    eval "value=\${$1:-}"
    if [ -z "$value" ] && [ -r .env ]; then
        value=$(sed -n "s/^[[:space:]]*\(export[[:space:]][[:space:]]*\)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" .env | tail -n 1 |
            sed -e 's/^"\(.*\)".*$/\1/;t' -e "s/^'\(.*\)'.*\$/\1/;t" -e 's/[[:space:]]\{1,\}#.*$//' -e 's/[[:space:]]*$//')
    fi
    echo "${value:-${2:-}}"
}
