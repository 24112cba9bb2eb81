using System.Globalization;
using System.Text;
using Azure.Storage.Queues.Models;

namespace CloudmoreAutotask.LocalHost.Queues;

/// <summary>A message as a function sees it: decoded, with its properties as binding data.</summary>
internal static class MessageText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The message with its body decoded.</summary>
    /// <exception cref="FormatException">The body is no Base64.</exception>
    public static QueueMessage Decode(QueueMessage message, bool base64)
    {
        var body = base64 ? new BinaryData(Convert.FromBase64String(message.Body.ToString())) : message.Body;
        return QueuesModelFactory.QueueMessage(
            message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
    }

    /// <summary>What a function reads through its context; the names are those of Azure Functions.</summary>
    public static Dictionary<string, object?> BindingData(QueueMessage decoded) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = Text(decoded.Body),
        ["Id"] = decoded.MessageId,
        ["PopReceipt"] = decoded.PopReceipt,
        ["DequeueCount"] = decoded.DequeueCount.ToString(CultureInfo.InvariantCulture),
        ["NextVisibleTime"] = Time(decoded.NextVisibleOn),
        ["InsertionTime"] = Time(decoded.InsertedOn),
        ["ExpirationTime"] = Time(decoded.ExpiresOn),
    };

    private static string? Text(BinaryData body)
    {
        try
        {
            return Strict.GetString(body.ToMemory().Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
