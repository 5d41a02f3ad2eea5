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
            local -a words_found
            words_found=("${(@f)$(restante "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            compadd -a words_found || _files
        }
        compdef _restante restante
        """;

    private const string Fish = """
        complete -c restante -a '(restante "[suggest:"(commandline -C)"]" (commandline -p | string collect) 2>/dev/null)'
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
