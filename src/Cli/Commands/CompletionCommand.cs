using System.CommandLine;

namespace Restante.Cli.Commands;

/// <summary><c>restante completion</c>: what a shell loads so that Tab asks this program, by its [suggest] directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _restante() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(restante "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _restante restante
        """;

    private const string Zsh = """
        #compdef restante
        _restante() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a words_found
            words_found=("${(@f)$(restante "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a words_found || _files
        }
        compdef _restante restante
        """;

    private const string Fish = """
        function __restante_words
            set -l line (commandline -cp | string collect)
            restante "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c restante -a '(__restante_words)'
        """;

    public static Verb Create()
    {
        var verb = new Verb("completion", "Print the script with which a shell completes this command",
            "source <(restante completion bash)",
            "restante completion zsh > ~/.zfunc/_restante",
            "restante completion fish > ~/.config/fish/completions/restante.fish");
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        verb.Arguments.Add(shell);
        verb.SetAction(parsed => Console.Out.WriteLine(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return verb;
    }
}
