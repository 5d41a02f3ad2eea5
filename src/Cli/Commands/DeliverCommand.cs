using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Restante.Server.Config;
using Restante.Server.Hosting;
using Restante.Server.Stores;

namespace Restante.Cli.Commands;

/// <summary><c>restante deliver</c>: a local delivery agent. Exit status 0 means that the message survives a power cut.</summary>
internal static class DeliverCommand
{
    public const string Name = "deliver";

    private const string NotStored = "the message was not stored";

    public static Verb Create()
    {
        var verb = new Verb(Name, "Store one message from standard input, durably",
            "restante deliver --user ann < message.eml",
            "restante deliver --user ann@example.com --config /etc/restante/restante.json < message.eml");
        var user = new Option<string>("--user") { HelpName = "NAME", Description = "Whose mailbox", Required = true };
        verb.Options.Add(user);
        var common = new CommonOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                var options = common.Require(parsed);
                var mailbox = await Recipient.FindAsync(options, parsed.GetRequiredValue(user), cancellation);
                await StoreAsync(options, mailbox, cancellation);
                return ExitCode.Ok;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // 128 and the signal's number would be no sysexit: mail servers bounce what they do not know.
                throw new Failure(ExitCode.TryAgain, "interrupted by a signal", NotStored);
            }
        });
        return verb;
    }

    private static async Task StoreAsync(ServerOptions options, MailboxName mailbox, CancellationToken cancellation)
    {
        await using var input = StandardStreams.OpenInput();
        try
        {
            await using var message = new CrLfStream(input);
            await ServerStores.Open(options, TimeProvider.System, NullLogger.Instance).DeliverAsync(mailbox, message, cancellation);
        }
        catch (StoreException e)
        {
            throw new Failure(e.NotPermitted ? ExitCode.NoPermission : ExitCode.TryAgain, e.Message, NotStored);
        }
        catch (IOException e)
        {
            throw new Failure(ExitCode.TryAgain, e.Message, NotStored);
        }
    }
}
