using System.CommandLine;

namespace Restante.Cli.Commands;

/// <summary><c>restante man</c>, for packagers: the manual page, printed from the same verbs that help is.</summary>
internal static class ManCommand
{
    public static Verb Create()
    {
        var verb = new Verb("man", "Print the manual page", "restante man > /usr/local/share/man/man1/restante.1");
        verb.SetAction(_ => Console.Out.Write(ManPage.Of(RestanteCommand.Create())));
        return verb;
    }
}
