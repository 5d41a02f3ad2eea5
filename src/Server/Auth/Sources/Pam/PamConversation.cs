using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Restante.Server.Auth.Sources.Pam;

/// <summary>struct pam_conv: how modules ask. Each question that is not echoed gets the password, each other one nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PamConversation
{
    private delegate* unmanaged[Cdecl]<int, Message**, Response**, byte*, int> _answer;
    private byte* _password;

    /// <param name="password">Ends in NUL; must stay where it is until pam_end.</param>
    public static PamConversation With(byte* password) => new() { _answer = &Answer, _password = password };

    // PAM_MAX_NUM_MSG: a module that asks more is out of its mind.
    private const int MaxQuestions = 32;
    private const int PromptWithoutEcho = 1;

    /// <summary>PAM frees the array and each answer by free(3), and modules wipe the answers: they must be malloc's, one each.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Answer(int count, Message** questions, Response** answers, byte* password)
    {
        *answers = null;
        if (count is <= 0 or > MaxQuestions)
        {
            return (int)PamCode.ConversationFailed;
        }

        var responses = (Response*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(Response));
        for (var i = 0; i < count; i++)
        {
            if (questions[i]->Style == PromptWithoutEcho)
            {
                var length = (nuint)MemoryMarshal.CreateReadOnlySpanFromNullTerminated(password).Length + 1;
                responses[i].Text = (byte*)NativeMemory.Alloc(length);
                NativeMemory.Copy(password, responses[i].Text, length);
            }
        }

        *answers = responses;
        return (int)PamCode.Success;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public int Style;
        public byte* Text;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public byte* Text;
        public int Code;
    }
}
