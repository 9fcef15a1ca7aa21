import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.UUID;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.flink.FlinkBatchPortablePipelineTranslator;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkPortablePipelineTranslator;
import org.apache.beam.runners.flink.FlinkStreamingPortablePipelineTranslator;
import org.apache.beam.runners.fnexecution.provisioning.JobInfo;
import org.apache.beam.sdk.util.construction.PipelineOptionsTranslation;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.Struct;
import org.apache.beam.vendor.grpc.v1p69p0.com.google.protobuf.util.JsonFormat;

/**
 * Runs a portable pipeline on Flink, as a job server would, and ends with the job.
 *
 * <p>Arguments: the pipeline's proto, its options as JSON. Exit 0: done; 1: the job failed or was cancelled, and the stack trace is
 * on standard error.
 */
public class RunPipeline {
  public static void main(String[] args) {
    try {
      RunnerApi.Pipeline pipeline = RunnerApi.Pipeline.parseFrom(Files.readAllBytes(Paths.get(args[0])));
      Struct.Builder given = Struct.newBuilder();
      JsonFormat.parser().merge(Files.readString(Paths.get(args[1])), given);
      Struct struct = given.build();
      FlinkPipelineOptions options = PipelineOptionsTranslation.fromProto(struct).as(FlinkPipelineOptions.class);
      options.setRunner(null);
      JobInfo info = JobInfo.create("newsbeam-" + UUID.randomUUID(), options.getJobName(), "", struct);
      if (options.isStreaming()) {
        run(new FlinkStreamingPortablePipelineTranslator(), pipeline, options, info);
      } else {
        run(FlinkBatchPortablePipelineTranslator.createTranslator(), pipeline, options, info);
      }
      System.exit(0);
    } catch (Throwable thrown) {
      thrown.printStackTrace();
      System.exit(1);
    }
  }

  static <T extends FlinkPortablePipelineTranslator.TranslationContext> void run(
      FlinkPortablePipelineTranslator<T> translator,
      RunnerApi.Pipeline pipeline,
      FlinkPipelineOptions options,
      JobInfo info)
      throws Exception {
    T context = translator.createTranslationContext(info, options, null, new ArrayList<>());
    translator.translate(context, translator.prepareForTranslation(pipeline)).execute(options.getJobName());
  }
}
